using StreamHost.Plugins.CfC.Architecture;

namespace StreamHost.Plugins.CfC.Wirings;

/// <summary>The counts of neurons and connections of a neural circuit policy (Lechner et al., 2020).</summary>
internal sealed record NcpCounts(
    int Inter, int Command, int Motor, int SensoryFanout, int InterFanout, int RecurrentCommand, int MotorFanin)
{
    /// <summary>Neurons of each layer, input side first.</summary>
    public IReadOnlyList<int> Layers => [Inter, Command, Motor];

    /// <summary>All neurons.</summary>
    public int Units => Inter + Command + Motor;

    /// <summary>Whether there are neurons enough for the connections of each.</summary>
    public bool IsPossible => SensoryFanout <= Inter && InterFanout <= Command && MotorFanin <= Command;

    /// <summary>The counts that options state or imply.</summary>
    public static NcpCounts Of(WiringOptions options, int units) => options.Kind == WiringKind.Ncp
        ? new NcpCounts(
            options.Inter,
            options.Command,
            options.Motor,
            options.SensoryFanout,
            options.InterFanout,
            options.RecurrentCommand,
            options.MotorFanin)
        : Automatic(units, options.Outputs!.Value, options.Sparsity);

    /// <summary>The reference package's rule for a number of units, of which 0.4 of the inner ones are command neurons.</summary>
    /// <param name="units">All neurons, at least three more than the outputs.</param>
    /// <param name="outputs">Motor neurons.</param>
    /// <param name="sparsity">The share of connections left out.</param>
    public static NcpCounts Automatic(int units, int outputs, double sparsity)
    {
        var density = 1.0 - sparsity;
        var inner = units - outputs;
        var command = Math.Max((int)(0.4 * inner), 1);
        var inter = inner - command;
        return new NcpCounts(
            inter,
            command,
            outputs,
            Math.Max((int)(inter * density), 1),
            Math.Max((int)(command * density), 1),
            Math.Max((int)(command * density * 2), 1),
            Math.Max((int)(command * density), 1));
    }
}
