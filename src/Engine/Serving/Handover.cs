namespace StreamHost.Engine.Serving;

/// <summary>A stream's state with a version that followed it, ready to be taken over: nobody writes it any more.</summary>
/// <param name="By">Who followed it.</param>
/// <param name="Seat">Where its state lies, among others.</param>
/// <param name="Row">Which of them it is.</param>
/// <param name="Position">The position in the stream's ring that it has heard up to.</param>
internal sealed record Handover(Follower By, Seat Seat, int Row, long Position)
{
    public ReadOnlySpan<float> State => Seat.StateOf(Row);
}
