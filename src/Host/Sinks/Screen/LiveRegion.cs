using Spectre.Console;
using Spectre.Console.Rendering;

namespace StreamHost.Host.Sinks.Screen;

/// <summary>The last lines of a terminal, drawn over again: the cursor goes up by as many lines as were drawn before.</summary>
internal sealed class LiveRegion(IAnsiConsole console)
{
    private int _lines;

    public void Draw(IRenderable view)
    {
        var segments = view.Render(RenderOptions.Create(console, console.Profile.Capabilities), console.Profile.Width).ToList();
        if (_lines > 0)
            console.Write(new ControlCode($"\u001b[{_lines}A\u001b[J"));
        console.Write(view);
        _lines = Segment.SplitLines(segments).Count;
    }

    /// <summary>Leaves what was drawn last where it is.</summary>
    public void Leave() => _lines = 0;
}
