using StreamHost.Engine.Serving;

namespace StreamHost.Host.Control;

/// <summary>A <see cref="Comparison"/> in JSON, where a number that is not known is null.</summary>
internal sealed record TrialFigures(long Events, double? Agreement, double? Confidence, double? OldConfidence, double? Slowdown, long Faults)
{
    public static TrialFigures Of(Comparison comparison) => new(
        comparison.Events,
        Known(comparison.Agreement),
        Known(comparison.Confidence),
        Known(comparison.OldConfidence),
        Known(comparison.Slowdown),
        comparison.Faults);

    private static double? Known(double number) => double.IsFinite(number) ? number : null;
}
