namespace StreamHost.Plugins.CfC.Layout;

/// <summary>How a tensor is filled in a fresh network.</summary>
/// <param name="Kind">Where the values come from.</param>
/// <param name="Low">The least value, of a uniform start.</param>
/// <param name="High">What all values are below, of a uniform start.</param>
/// <param name="Layer">The layer of a wired CfC whose mask it is.</param>
internal readonly record struct StartingValues(StartKind Kind, float Low = 0, float High = 0, int Layer = 0)
{
    /// <summary>Glorot's start, which the reference gives to every matrix.</summary>
    public static StartingValues Xavier => new(StartKind.Xavier);

    /// <summary>All the same value.</summary>
    public static StartingValues Constant(float value) => new(StartKind.Uniform, value, value);

    /// <summary>PyTorch's start of a linear layer: within 1 / sqrt(in) of 0.</summary>
    public static StartingValues Linear(int inputs)
    {
        var bound = (float)(1 / Math.Sqrt(inputs));
        return new StartingValues(StartKind.Uniform, -bound, bound);
    }
}
