using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>Understands the rows of one format.</summary>
internal abstract class RowParser(string file, EventLogOptions options, StreamTable streams)
{
    private readonly StreamTable _streams = streams;
    private StreamId? _default;

    /// <summary>Whether the features are known.</summary>
    public bool Started => Features.Count > 0;

    /// <summary>Whether the line that tells the features is a row too.</summary>
    public abstract bool StartIsRow { get; }

    /// <summary>The names of the values, in their order; none before <see cref="Start"/>.</summary>
    public abstract IReadOnlyList<string> Features { get; }

    /// <summary>The row that was parsed last.</summary>
    public EventRow Row { get; } = new();

    /// <summary>The name of the file, for messages and for the stream of rows that name none.</summary>
    protected string File { get; } = file;

    /// <summary>The options the log is read with.</summary>
    protected EventLogOptions Options { get; } = options;

    /// <summary>The streams by the bytes of their names.</summary>
    protected NameTable<StreamId> Streams { get; } = new(name => streams.Intern(name));

    /// <summary>The labels by their bytes, each text kept once.</summary>
    protected NameTable<string> Labels { get; } = new(name => name);

    /// <summary>The stream of rows that name none.</summary>
    protected StreamId Default => _default ??= _streams.Intern(LogFile.StreamOf(File));

    /// <summary>Takes the features from a line.</summary>
    public abstract RowFault Start(ReadOnlySpan<byte> line);

    /// <summary>Parses one line into <see cref="Row"/>.</summary>
    public abstract RowFault Parse(ReadOnlySpan<byte> line);

    /// <summary>What a mistake of the row as a whole is called, with what would be right.</summary>
    public abstract (string What, string Remedy) Explain(RowFault fault, ReadOnlySpan<byte> line);
}
