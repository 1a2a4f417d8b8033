using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.Json;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;

namespace StreamHost.Plugins.Leaky;

/// <summary>A plugin that stays in memory, in the way that the model's name says: each is a mistake that plugins make.</summary>
public sealed class LeakyPlugin : IPlugin
{
    private static readonly List<object> Kept = [];

    public string Id => "leaky";

    public IEventModel LoadEventModel(ModelPackage package)
    {
        switch (package.Manifest.Name)
        {
            case "event":
                AppDomain.CurrentDomain.ProcessExit += OnExit;
                break;
            case "static-event":
                AppDomain.CurrentDomain.UnhandledException += (_, _) => Kept.Clear();
                break;
            case "task-event":
                TaskScheduler.UnobservedTaskException += OnTask;
                break;
            case "cancel-key":
                Console.CancelKeyPress += OnCancel;
                break;
            case "timer":
                Kept.Add(new Timer(Tick, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
                break;
            case "endless-task":
                _ = LoopAsync();
                break;
            case "signal":
                Kept.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal));
                break;
            case "json":
                JsonSerializer.Serialize(new Settings());
                break;
            case "descriptor":
                TypeDescriptor.AddAttributes(typeof(Settings), new DescriptionAttribute(package.Manifest.Name));
                break;
            case "thread":
                new Thread(Wait) { IsBackground = true }.Start();
                break;
            case "handle":
                GCHandle.Alloc(this);
                break;
            case "throw-at-the-end":
                AssemblyLoadContext.GetLoadContext(typeof(LeakyPlugin).Assembly)!.Unloading += _ => throw new InvalidOperationException("not yet");
                break;
        }

        return null!;
    }

    private static async Task LoopAsync()
    {
        while (true)
            await Task.Delay(TimeSpan.FromHours(1));
    }

    private static void Wait()
    {
        while (true)
            Thread.Sleep(Timeout.Infinite);
    }

    private void OnExit(object? sender, EventArgs e)
    {
    }

    private void OnTask(object? sender, UnobservedTaskExceptionEventArgs e)
    {
    }

    private void OnCancel(object? sender, ConsoleCancelEventArgs e)
    {
    }

    private void OnSignal(PosixSignalContext context)
    {
    }

    private void Tick(object? state)
    {
    }
}
