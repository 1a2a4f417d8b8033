using StreamHost.Core.Tests.Recordings;

// Run as a program and not by the test runner: the recorder that tests kill.
return args is ["record", var folder] ? Ramp.Record(folder, Console.Out) : 2;
