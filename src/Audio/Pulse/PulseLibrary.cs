using System.Runtime.InteropServices;

namespace StreamHost.Audio.Pulse;

/// <summary>
/// The part of libpulse's asynchronous interface that capturing needs; PulseAudio and PipeWire both serve it. Names and meanings are the
/// library's own. Everything between <see cref="ContextNew"/> and <see cref="MainLoopStop"/> is called with the main loop locked, or on
/// its thread.
/// </summary>
internal static unsafe partial class PulseLibrary
{
    private const string Name = "libpulse.so.0";

    /// <summary>The name that stands for whichever source is the default.</summary>
    public const string DefaultSource = "@DEFAULT_SOURCE@";

    [LibraryImport(Name, EntryPoint = "pa_get_library_version")]
    public static partial nint LibraryVersion();

    [LibraryImport(Name, EntryPoint = "pa_strerror")]
    public static partial nint ErrorText(int error);

    [LibraryImport(Name, EntryPoint = "pa_threaded_mainloop_new")]
    public static partial nint MainLoopNew();

    [LibraryImport(Name, EntryPoint = "pa_threaded_mainloop_free")]
    public static partial void MainLoopFree(nint loop);

    [LibraryImport(Name, EntryPoint = "pa_threaded_mainloop_start")]
    public static partial int MainLoopStart(nint loop);

    [LibraryImport(Name, EntryPoint = "pa_threaded_mainloop_stop")]
    public static partial void MainLoopStop(nint loop);

    [LibraryImport(Name, EntryPoint = "pa_threaded_mainloop_lock")]
    public static partial void MainLoopLock(nint loop);

    [LibraryImport(Name, EntryPoint = "pa_threaded_mainloop_unlock")]
    public static partial void MainLoopUnlock(nint loop);

    [LibraryImport(Name, EntryPoint = "pa_threaded_mainloop_get_api")]
    public static partial nint MainLoopApi(nint loop);

    [LibraryImport(Name, EntryPoint = "pa_context_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ContextNew(nint api, string name);

    [LibraryImport(Name, EntryPoint = "pa_context_unref")]
    public static partial void ContextRelease(nint context);

    [LibraryImport(Name, EntryPoint = "pa_context_set_state_callback")]
    public static partial void ContextOnState(nint context, delegate* unmanaged[Cdecl]<nint, nint, void> callback, nint user);

    [LibraryImport(Name, EntryPoint = "pa_context_connect", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ContextConnect(nint context, string? server, int flags, nint spawnApi);

    [LibraryImport(Name, EntryPoint = "pa_context_disconnect")]
    public static partial void ContextDisconnect(nint context);

    [LibraryImport(Name, EntryPoint = "pa_context_get_state")]
    public static partial PulseContextState ContextState(nint context);

    [LibraryImport(Name, EntryPoint = "pa_context_errno")]
    public static partial int ContextError(nint context);

    [LibraryImport(Name, EntryPoint = "pa_context_get_server_info")]
    public static partial nint ServerInfo(nint context, delegate* unmanaged[Cdecl]<nint, PulseServerInfo*, nint, void> callback, nint user);

    [LibraryImport(Name, EntryPoint = "pa_context_get_source_info_list")]
    public static partial nint SourceList(nint context, delegate* unmanaged[Cdecl]<nint, PulseSourceInfo*, int, nint, void> callback, nint user);

    [LibraryImport(Name, EntryPoint = "pa_context_get_source_info_by_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SourceByName(nint context, string name, delegate* unmanaged[Cdecl]<nint, PulseSourceInfo*, int, nint, void> callback, nint user);

    [LibraryImport(Name, EntryPoint = "pa_context_subscribe")]
    public static partial nint Subscribe(nint context, uint mask, nint callback, nint user);

    [LibraryImport(Name, EntryPoint = "pa_context_set_subscribe_callback")]
    public static partial void ContextOnEvent(nint context, delegate* unmanaged[Cdecl]<nint, uint, uint, nint, void> callback, nint user);

    [LibraryImport(Name, EntryPoint = "pa_operation_get_state")]
    public static partial int OperationState(nint operation);

    [LibraryImport(Name, EntryPoint = "pa_operation_cancel")]
    public static partial void OperationCancel(nint operation);

    [LibraryImport(Name, EntryPoint = "pa_operation_unref")]
    public static partial void OperationRelease(nint operation);

    [LibraryImport(Name, EntryPoint = "pa_stream_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint StreamNew(nint context, string name, in PulseSampleSpec spec, in PulseChannelMap map);

    [LibraryImport(Name, EntryPoint = "pa_stream_unref")]
    public static partial void StreamRelease(nint stream);

    [LibraryImport(Name, EntryPoint = "pa_stream_connect_record", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StreamConnect(nint stream, string? device, in PulseBufferAttributes attributes, PulseStreamFlags flags);

    [LibraryImport(Name, EntryPoint = "pa_stream_disconnect")]
    public static partial int StreamDisconnect(nint stream);

    [LibraryImport(Name, EntryPoint = "pa_stream_get_state")]
    public static partial PulseStreamState StreamState(nint stream);

    [LibraryImport(Name, EntryPoint = "pa_stream_get_device_name")]
    public static partial nint StreamDeviceName(nint stream);

    [LibraryImport(Name, EntryPoint = "pa_stream_is_suspended")]
    public static partial int StreamIsSuspended(nint stream);

    [LibraryImport(Name, EntryPoint = "pa_stream_get_latency")]
    public static partial int StreamLatency(nint stream, out ulong microseconds, out int isNegative);

    [LibraryImport(Name, EntryPoint = "pa_stream_peek")]
    public static partial int StreamPeek(nint stream, out nint data, out nuint bytes);

    [LibraryImport(Name, EntryPoint = "pa_stream_drop")]
    public static partial int StreamDrop(nint stream);

    [LibraryImport(Name, EntryPoint = "pa_stream_set_state_callback")]
    public static partial void StreamOnState(nint stream, delegate* unmanaged[Cdecl]<nint, nint, void> callback, nint user);

    [LibraryImport(Name, EntryPoint = "pa_stream_set_moved_callback")]
    public static partial void StreamOnMoved(nint stream, delegate* unmanaged[Cdecl]<nint, nint, void> callback, nint user);

    [LibraryImport(Name, EntryPoint = "pa_stream_set_suspended_callback")]
    public static partial void StreamOnSuspended(nint stream, delegate* unmanaged[Cdecl]<nint, nint, void> callback, nint user);

    [LibraryImport(Name, EntryPoint = "pa_stream_set_read_callback")]
    public static partial void StreamOnRead(nint stream, delegate* unmanaged[Cdecl]<nint, nuint, nint, void> callback, nint user);

    /// <summary>What the library calls an error.</summary>
    public static string Error(int error) => Marshal.PtrToStringUTF8(ErrorText(error)) ?? $"error {error}";
}
