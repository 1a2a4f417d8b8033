using System.Text.Json;
using StreamHost.Audio.Live;

namespace StreamHost.Host.Tests.Program;

/// <summary>What the program said at its end of what became of every frame.</summary>
internal sealed class SoundAccount(string line)
{
    private readonly JsonElement _sound = JsonElement.Parse(line).GetProperty("account").GetProperty("sound");

    public long Received => _sound.GetProperty("received").GetInt64();

    public long Heard => _sound.GetProperty("heard").GetInt64();

    public int Openings => _sound.GetProperty("openings").GetInt32();

    public long AllGapFrames => Enum.GetValues<GapReason>().Sum(GapFrames);

    public long GapFrames(GapReason reason) =>
        _sound.GetProperty("gaps").TryGetProperty(reason.ToString(), out var gap) ? gap.GetProperty("frames").GetInt64() : 0;
}
