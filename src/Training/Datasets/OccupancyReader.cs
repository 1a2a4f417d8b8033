using System.Globalization;
using StreamHost.Core;
using StreamHost.Core.Signals;

namespace StreamHost.Training.Datasets;

/// <summary>Reads the UCI occupancy files: a header of seven names over rows of eight cells, the first a row's number; text quoted or not.</summary>
internal static class OccupancyReader
{
    private const int Cells = 8;

    public static readonly string[] Features = ["Temperature", "Humidity", "Light", "CO2", "HumidityRatio"];

    public static Recording Read(string path)
    {
        var lines = Lines(path);
        if (lines.Length < 2 || !lines[0].Contains("Occupancy", StringComparison.Ordinal))
            throw new InputException(path, "its first line does not name Occupancy", "give the UCI occupancy detection data");

        var rows = lines.Length - 1;
        var recording = new Recording
        {
            Name = Path.GetFileName(path),
            Times = new long[rows],
            Values = new float[rows * Features.Length],
            Labels = new int[rows],
        };
        for (var i = 0; i < rows; i++)
            ReadRow(lines[i + 1], recording, i, $"{path}, line {i + 2}");
        return recording;
    }

    /// <summary>Cuts a long recording at midnight, so that whole days can be held back.</summary>
    public static IReadOnlyList<Recording> Days(Recording recording)
    {
        var days = new List<Recording>();
        var features = recording.Values.Length / recording.Count;
        for (int start = 0, end; start < recording.Count; start = end)
        {
            var day = UnixTime.ToDateTime(recording.Times[start]).Date;
            for (end = start; end < recording.Count && UnixTime.ToDateTime(recording.Times[end]).Date == day;)
                end++;
            days.Add(new Recording
            {
                Name = $"{recording.Name} {day:yyyy-MM-dd}",
                Times = recording.Times[start..end],
                Values = recording.Values[(start * features)..(end * features)],
                Labels = recording.Labels[start..end],
            });
        }

        return days;
    }

    private static void ReadRow(string line, Recording recording, int row, string where)
    {
        var cells = line.Split(',');
        if (cells.Length != Cells)
            throw new InputException(where, $"it has {cells.Length} cells", $"a row has {Cells}: number, date, five values, occupancy");

        if (!DateTime.TryParseExact(
            cells[1].Trim('"'), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) || time.Year is < 1970 or > 2261)
        {
            throw new InputException(where, $"\"{cells[1].Trim('"')}\" is not a time", "write 2015-02-04 17:51:00, between 1970 and 2261");
        }

        recording.Times[row] = UnixTime.From(time);
        if (row > 0 && recording.Times[row] < recording.Times[row - 1])
            throw new InputException(where, "its time lies before the row above", "sort the rows by time");
        for (var i = 0; i < Features.Length; i++)
            recording.Values[(row * Features.Length) + i] = Number(cells[i + 2], where, Features[i]);
        recording.Labels[row] = cells[^1].Trim('"') switch
        {
            "0" => 0,
            "1" => 1,
            var other => throw new InputException(where, $"occupancy \"{other}\" is not a label", "it is 0 or 1"),
        };
    }

    private static float Number(string cell, string where, string column) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw new InputException($"{where}, column \"{column}\"", $"\"{cell}\" is not a number", "write a decimal number");

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"it can't be read: {exception.Message}", "give the UCI occupancy detection data", exception);
        }
    }
}
