using Spectre.Console;
using Spectre.Console.Rendering;

namespace StreamHost.Host;

/// <summary>
/// The last lines of a terminal, drawn over again: the cursor goes up by as many lines as were drawn before. Other lines go above them. Usable from
/// any thread.
/// </summary>
internal sealed class LiveRegion(IAnsiConsole console)
{
    private readonly Lock _gate = new();
    private IRenderable? _view;
    private int _lines;

    /// <summary>Draws, in place of what was drawn before.</summary>
    public void Draw(IRenderable view)
    {
        lock (_gate)
        {
            Erase();
            Show(view);
        }
    }

    /// <summary>Writes a line above what is drawn.</summary>
    /// <returns>False where nothing is drawn, and so nothing was written.</returns>
    public bool TryWriteAbove(string line)
    {
        lock (_gate)
        {
            if (_view is not { } view)
                return false;

            Erase();
            console.Write(new Text(line + "\n"));
            Show(view);
            return true;
        }
    }

    /// <summary>Leaves what was drawn last where it is.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            (_view, _lines) = (null, 0);
        }
    }

    private void Erase()
    {
        if (_lines > 0)
            console.Write(new ControlCode($"\u001b[{_lines}F\u001b[J")); // To the first column: Ctrl+C leaves its ^C where the cursor is.
    }

    private void Show(IRenderable view)
    {
        var segments = view.Render(RenderOptions.Create(console, console.Profile.Capabilities), console.Profile.Width).ToList();
        console.Write(view);
        (_view, _lines) = (view, Segment.SplitLines(segments).Count);
    }
}
