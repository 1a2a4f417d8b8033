namespace StreamHost.Engine.Tests.Plugins;

/// <summary>A clock that is ten times as fast as the world, for who waits until something has not happened.</summary>
internal sealed class HurriedTime : TimeProvider
{
    public override long TimestampFrequency => System.TimestampFrequency / 10;

    public override long GetTimestamp() => System.GetTimestamp();
}
