using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamHost.Core;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;
using StreamHost.Core.Sounds;
using StreamHost.Engine.Serving;
using StreamHost.Host.Control;

namespace StreamHost.Host.Serving;

/// <summary>
/// What is kept of versions that were taken back: <c>&lt;models&gt;/&lt;name&gt;/.rolled-back/&lt;version&gt;-&lt;UTC time&gt;/</c> with <c>reason.json</c>, and the
/// input that showed it as <c>input.csv</c>, or of sound <c>input.wav</c>. Published as packages are: written aside and renamed. The newest 20 are kept.
/// Used by one thread at a time.
/// </summary>
/// <param name="models">The model folder.</param>
/// <param name="time">The clock.</param>
internal sealed class RolledBackVersions(string models, TimeProvider time)
{
    private const int Most = 20;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Keeps a notice's reason and input.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="StreamHostException">It can't be written, or a name of it can't stand in a log.</exception>
    public string Keep(ServingNotice notice)
    {
        var home = HomeOf(notice.Model.Name);
        var now = time.GetUtcNow();
        var folder = Path.Combine(home, string.Create(CultureInfo.InvariantCulture, $"{notice.Model.Version}-{now:yyyyMMdd'T'HHmmss.fff'Z'}"));
        var aside = Path.Combine(home, $".new-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(aside);
            var input = notice.Excerpt is { Times.Count: > 0 } excerpt ? WriteInput(aside, excerpt) : null;
            WriteReason(aside, notice, now, input);
            Directory.Move(aside, folder);
            RemoveOldest(home);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WorkFailedException($"{folder}: it can't be written ({exception.Message.TrimEnd('.')}); check the folder, its rights and the space on its disk", exception);
        }
        finally
        {
            Discard(aside);
        }
    }

    /// <summary>The newest of what is kept of a version; null where nothing is.</summary>
    public string? Of(string name, int version)
    {
        try
        {
            return Directory.EnumerateDirectories(HomeOf(name), string.Create(CultureInfo.InvariantCulture, $"{version}-*")).Max(StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string HomeOf(string name) => Path.Combine(models, name, ".rolled-back");

    private static void WriteReason(string folder, ServingNotice notice, DateTimeOffset now, string? input)
    {
        var reason = new
        {
            model = $"{notice.Model.Name}/{notice.Model.Version}",
            sha256 = notice.Model.WeightsSha256,
            time = now,
            reason = notice.Text,
            notice.Fault,
            comparison = notice.Comparison is { } comparison ? TrialFigures.Of(comparison) : null,
            stream = notice.Excerpt?.Stream,
            input,
        };
        File.WriteAllBytes(Path.Combine(folder, "reason.json"), [.. JsonSerializer.SerializeToUtf8Bytes(reason, Options), (byte)'\n']);
    }

    /// <returns>The file's name.</returns>
    private static string WriteInput(string folder, InputExcerpt excerpt)
    {
        if (excerpt.SampleRate is { } rate)
        {
            using var sound = WavWriter.Create(Path.Combine(folder, "input.wav"), rate, channels: 1);
            sound.Write(excerpt.Values);
            sound.WriteSizes();
            return "input.wav";
        }

        using var log = EventLogWriter.Create(Path.Combine(folder, "input.csv"), excerpt.Features);
        var stream = new StreamTable().Intern(excerpt.Stream);
        for (var i = 0; i < excerpt.Times.Count; i++)
            log.Write(stream, excerpt.Times[i], Row(excerpt, i), label: null);
        return "input.csv";
    }

    /// <summary>An event's values as a log can hold them: what is infinite there is not measured here.</summary>
    private static float[] Row(InputExcerpt excerpt, int i) =>
        Array.ConvertAll(excerpt.Values[(i * excerpt.Features.Count)..((i + 1) * excerpt.Features.Count)], value => float.IsInfinity(value) ? float.NaN : value);

    /// <summary>The time stands behind the version, so the names' ends are in the order of time.</summary>
    private static void RemoveOldest(string home)
    {
        var kept = Directory.EnumerateDirectories(home).Where(path => Path.GetFileName(path)[0] != '.');
        foreach (var old in kept.OrderByDescending(path => path[(path.LastIndexOf('-') + 1)..], StringComparer.Ordinal).Skip(Most))
            Directory.Delete(old, recursive: true);
    }

    private static void Discard(string aside)
    {
        try
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
        }
        catch (IOException)
        {
            // What begins with a dot is never read; what failed before is the better message.
        }
    }
}
