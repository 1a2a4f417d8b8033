using StreamHost.Core.Logs;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources;

/// <summary>Tells the pipeline of rows that a log's reader has left out since the last look.</summary>
internal sealed class SkippedRows(EventIntake intake)
{
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private long _sum;

    public void Count(EventLogReader log)
    {
        if (log.SkippedRows == _sum)
            return;

        _sum = log.SkippedRows;
        foreach (var (reason, rows) in log.Skipped)
        {
            for (var told = _told.GetValueOrDefault(reason); told < rows; told++)
                intake.CountSkipped(reason);
            _told[reason] = rows;
        }
    }
}
