namespace StreamHost.Engine.Plugins.Retention;

/// <summary>A place that lives as long as the process and may hold on to a plugin.</summary>
/// <param name="Words">What to call it: "the event AppDomain.ProcessExit".</param>
/// <param name="Value">What it holds.</param>
internal sealed record HolderRoot(string Words, object Value);
