namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>Hands the host's scratch memory out piece by piece.</summary>
internal ref struct Arena(Span<float> rest)
{
    private Span<float> _rest = rest;

    /// <summary>The next <paramref name="length"/> floats, with undefined contents.</summary>
    public Span<float> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
