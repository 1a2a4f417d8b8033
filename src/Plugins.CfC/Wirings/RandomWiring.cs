namespace StreamHost.Plugins.CfC.Wirings;

/// <summary>A share of all possible connections, drawn without putting back.</summary>
internal static class RandomWiring
{
    /// <summary>Draws connections and their signs.</summary>
    /// <param name="units">Neurons.</param>
    /// <param name="inputs">Inputs of the network.</param>
    /// <param name="sparsity">The share of connections left out, 0 to below 1.</param>
    /// <param name="seed">Of the draw.</param>
    public static Wiring Build(int units, int inputs, double sparsity, uint seed)
    {
        var random = new NumpyGenerator(seed);
        var wiring = new Wiring(inputs, [.. Enumerable.Range(0, units)]);
        foreach (var pair in random.Choose(units * units, Count(units * units, sparsity)))
            wiring.Connect(pair / units, pair % units, FullWiring.DrawPolarity(random));

        foreach (var pair in random.Choose(inputs * units, Count(inputs * units, sparsity)))
        {
            // The reference package draws the sign of an input's connection twice and keeps the second.
            FullWiring.DrawPolarity(random);
            wiring.ConnectInput(pair / units, pair % units, FullWiring.DrawPolarity(random));
        }

        return wiring;
    }

    private static int Count(int pairs, double sparsity) => (int)Math.Round(pairs * (1 - sparsity), MidpointRounding.ToEven);
}
