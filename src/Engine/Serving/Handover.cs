namespace StreamHost.Engine.Serving;

/// <summary>A stream's state with a version that followed it, ready to be taken over: nobody writes it any more.</summary>
/// <param name="Edition">The version.</param>
/// <param name="Seat">Where its state lies, among others.</param>
/// <param name="Row">Which of them it is.</param>
/// <param name="Position">The position in the stream's ring that it has heard up to.</param>
internal sealed record Handover(Edition Edition, Seat Seat, int Row, long Position)
{
    public ReadOnlySpan<float> State => Seat.StateOf(Row);
}
