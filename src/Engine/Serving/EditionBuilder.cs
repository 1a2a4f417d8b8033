using StreamHost.Core.Packages;

namespace StreamHost.Engine.Serving;

/// <summary>Builds what a package holds into the form that runs, with the newest build of its plugin. [any thread but the hot path's]</summary>
/// <param name="package">The package.</param>
/// <param name="sampleRate">Of a stream of sound, its rate in Hz; null where the stream is one of events.</param>
/// <exception cref="Core.InputException">The package or its plugin is not what it should be.</exception>
public delegate Edition EditionBuilder(ModelPackage package, int? sampleRate);
