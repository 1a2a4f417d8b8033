using Spectre.Console;

namespace StreamHost.Host.Tests.Sinks;

public sealed class LiveRegionTests
{
    private readonly StringWriter _screen = new();
    private readonly LiveRegion _region;

    public LiveRegionTests() => _region = new LiveRegion(AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(_screen),
    }));

    [Fact]
    public void What_is_drawn_takes_the_place_of_what_was_drawn_before()
    {
        _region.Draw(new Rows(new Text("one"), new Text("two")));
        _region.Draw(new Rows(new Text("three")));
        Assert.Equal("one\ntwo\n\u001b[2F\u001b[Jthree\n", Screen);
    }

    [Fact]
    public void A_line_goes_above_what_is_drawn()
    {
        Assert.False(_region.TryWriteAbove("too early"));
        _region.Draw(new Rows(new Text("one"), new Text("two")));
        Assert.True(_region.TryWriteAbove("news"));
        _region.Leave();
        Assert.False(_region.TryWriteAbove("too late"));
        Assert.Equal("one\ntwo\n\u001b[2F\u001b[Jnews\none\ntwo\n", Screen);
    }

    private string Screen => _screen.ToString().ReplaceLineEndings("\n");
}
