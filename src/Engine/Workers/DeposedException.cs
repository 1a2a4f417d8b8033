using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Workers;

/// <summary>Unwinds a thread whose call came back after it had been given up: it must touch nothing any more.</summary>
/// <param name="edition">The version that it was inside of.</param>
internal sealed class DeposedException(Edition edition) : Exception
{
    public Edition Edition => edition;
}
