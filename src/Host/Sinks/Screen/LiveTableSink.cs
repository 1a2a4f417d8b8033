using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks.Screen;

/// <summary>
/// A table that is drawn again in place, five times a second: each stream's label with its probability, and what the
/// pipeline does. It only remembers each stream's last classification, so it costs a busy pipeline next to nothing.
/// </summary>
internal sealed class LiveTableSink : IClassificationSink
{
    private const int MostRows = 12;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly SinkContext _context;
    private readonly TimeProvider _time;
    private readonly LiveRegion _region;
    private readonly Dictionary<StreamId, StreamRow> _rows = new(ReferenceEqualityComparer.Instance);
    private readonly EventRate _rate;
    private ModelIdentity _model;
    private long _drawn;

    public LiveTableSink(LiveRegion region, SinkContext context, TimeProvider time)
    {
        _region = region;
        _context = context;
        _time = time;
        _model = context.Model;
        _rate = new EventRate(time);
        _drawn = time.GetTimestamp();
    }

    public void Write(ReadOnlySpan<Classification> batch)
    {
        foreach (ref readonly var classification in batch)
        {
            if (!_rows.TryGetValue(classification.Stream, out var row))
                _rows.Add(classification.Stream, row = new StreamRow(_context.Model.Labels.Count));
            row.Take(classification);
            _model = classification.Model;
        }

        DrawIfDue();
    }

    public void Flush() => DrawIfDue();

    public ValueTask DisposeAsync()
    {
        _region.Draw(View());
        _region.Leave();
        return ValueTask.CompletedTask;
    }

    private void DrawIfDue()
    {
        if (_time.GetElapsedTime(_drawn) < Interval)
            return;

        _drawn = _time.GetTimestamp();
        _region.Draw(View());
    }

    private Rows View()
    {
        var parts = new List<IRenderable> { new Text(_context.Title, new Style(decoration: Decoration.Bold)) };
        var streams = _rows.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal).ToList();
        parts.Add(streams.Count == 1 ? LabelTable(streams[0].Value) : StreamTable(streams));
        if (streams.Count > MostRows)
            parts.Add(new Text($"and {streams.Count - MostRows} more streams"));
        parts.Add(new Text(Account()));
        return new Rows(parts);
    }

    /// <summary>One stream: a row for each label.</summary>
    private Table LabelTable(StreamRow row)
    {
        var table = NewTable("label", "probability", "");
        for (var i = 0; i < _context.Model.Labels.Count; i++)
        {
            var isLabel = i == row.Label;
            var style = isLabel ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain;
            table.AddRow(
                new Text($"{(isLabel ? ">" : " ")} {_context.Model.Labels[i]}", style),
                new Text(Bar(row.Probabilities[i]), style),
                new Text(row.Probabilities[i].ToString("P0", CultureInfo.InvariantCulture), style));
        }

        var state = row.Unavailable is { } reason ? $"unavailable: {reason}" : string.Create(CultureInfo.InvariantCulture, $"{row.SecondsInLabel:F0} s in this label");
        table.Caption = new TableTitle(Markup.Escape($"{UnixTime.ToDateTime(row.Time):HH:mm:ss} UTC, {state}"));
        return table;
    }

    /// <summary>Several streams: a row each.</summary>
    private Table StreamTable(List<KeyValuePair<StreamId, StreamRow>> streams)
    {
        var table = NewTable("stream", "label", "probability", "", "since");
        foreach (var (stream, row) in streams.Take(MostRows))
        {
            var probability = row.Label < 0 ? row.Probabilities.Max() : row.Probabilities[row.Label];
            table.AddRow(
                new Text(stream.Name),
                LabelCell(row),
                new Text(Bar(probability)),
                new Text(probability.ToString("P0", CultureInfo.InvariantCulture)),
                new Text($"{row.SecondsInLabel:F0} s"));
        }

        return table;
    }

    private Text LabelCell(StreamRow row) => row.Unavailable is { } reason
        ? new Text($"unavailable: {reason}", new Style(Color.Red))
        : new Text(row.Label < 0 ? "-" : _context.Model.Labels[row.Label], new Style(Color.Green));

    private string Account()
    {
        var counters = _context.Counters;
        var late = counters.Latency.IsOfSound ? LatencyText.Late(counters.Latency) + "\n" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_rate.PerSecond(counters.Classified):F1} events/s, {LatencyText.Of(counters.Latency.All)}\n{late}"
            + $"{counters.In} in = {counters.Classified} classified + {counters.Dropped} dropped + {counters.InFlight} in flight; model {_model.Name}/{_model.Version}");
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column) { NoWrap = true });
        return table;
    }

    private static string Bar(float probability)
    {
        const int Width = 30;
        var filled = (int)Math.Round(Math.Clamp(probability, 0, 1) * Width);
        return new string('█', filled) + new string('░', Width - filled);
    }
}
