namespace StreamHost.Plugins.CfC.Wirings;

/// <summary>All neurons connected with all, two of three connections exciting.</summary>
internal static class FullWiring
{
    /// <summary>The reference package's seed.</summary>
    public const uint DefaultSeed = 1111;

    /// <summary>The signs that a connection is drawn from.</summary>
    private static readonly int[] Polarities = [-1, 1, 1];

    /// <summary>Draws the signs of all connections.</summary>
    public static Wiring Build(int units, int inputs, bool selfConnections, uint seed)
    {
        var random = new NumpyGenerator(seed);
        var wiring = new Wiring(inputs, [.. Enumerable.Range(0, units)]);
        for (var source = 0; source < units; source++)
        {
            for (var target = 0; target < units; target++)
            {
                if (source != target || selfConnections)
                    wiring.Connect(source, target, DrawPolarity(random));
            }
        }

        for (var source = 0; source < inputs; source++)
        {
            for (var target = 0; target < units; target++)
                wiring.ConnectInput(source, target, DrawPolarity(random));
        }

        return wiring;
    }

    /// <summary>A sign, of which two in three excite.</summary>
    public static int DrawPolarity(NumpyGenerator random) => Polarities[random.NextInt(Polarities.Length)];
}
