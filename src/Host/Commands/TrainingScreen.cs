using System.Globalization;
using Spectre.Console;
using StreamHost.Training.Loop;

namespace StreamHost.Host.Commands;

/// <summary>Shows how far training is: a bar in a terminal, and a line for every epoch.</summary>
internal sealed class TrainingScreen(Output output) : IProgress<TrainingProgress>, IDisposable
{
    private const int BarWidth = 30;

    private bool _hasBar;

    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
        {
            Clear();
            var validation = epoch.ValidationAccuracy is { } accuracy
                ? string.Create(CultureInfo.InvariantCulture, $", validation loss {epoch.ValidationLoss:F4} accuracy {100 * accuracy:F2} %")
                : "";
            output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {epoch.Epoch}: loss {epoch.TrainingLoss:F4} accuracy {100 * epoch.TrainingAccuracy:F2} %{validation}, rate {epoch.LearningRate:G3}, {epoch.Seconds:F1} s"));
            output.Json(epoch);
        }
        else if (output.IsTerminal)
        {
            Clear();
            var filled = BarWidth * value.Batch / value.Batches;
            output.Terminal.Write(new Text(string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {value.Epoch}/{value.Epochs} {new string('█', filled)}{new string('░', BarWidth - filled)} loss {value.Loss:F4} accuracy {100 * value.Accuracy:F1} %, {Span(value.TimeLeft)} left")));
            _hasBar = true;
        }
    }

    public void Dispose() => Clear();

    private void Clear()
    {
        if (_hasBar)
            output.Terminal.Write(new ControlCode("\r\u001b[2K"));
        _hasBar = false;
    }

    private static string Span(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
        : $"{time.Minutes}:{time.Seconds:00}";
}
