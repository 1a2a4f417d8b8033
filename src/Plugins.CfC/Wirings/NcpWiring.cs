namespace StreamHost.Plugins.CfC.Wirings;

/// <summary>
/// A neural circuit policy (Lechner et al., 2020, "Neural circuit policies enabling auditable autonomy"): inputs to
/// inter neurons to command neurons, which are connected among themselves, to motor neurons. Neurons are numbered from
/// the outputs: motor, command, inter.
/// </summary>
internal sealed class NcpWiring
{
    private readonly NcpCounts _counts;
    private readonly NumpyRandomState _random;
    private readonly Wiring _wiring;
    private readonly int[] _sensory;
    private readonly int[] _inter;
    private readonly int[] _command;
    private readonly int[] _motor;

    private NcpWiring(NcpCounts counts, int inputs, uint seed)
    {
        _counts = counts;
        _random = new NumpyRandomState(seed);
        _sensory = [.. Enumerable.Range(0, inputs)];
        _motor = [.. Enumerable.Range(0, counts.Motor)];
        _command = [.. Enumerable.Range(counts.Motor, counts.Command)];
        _inter = [.. Enumerable.Range(counts.Motor + counts.Command, counts.Inter)];
        _wiring = new Wiring(inputs, _inter, _command, _motor);
    }

    /// <summary>Draws the four groups of connections in the order of the reference package.</summary>
    public static Wiring Build(NcpCounts counts, int inputs, uint seed)
    {
        var ncp = new NcpWiring(counts, inputs, seed);
        ncp.ConnectForward(ncp._sensory, ncp._inter, counts.SensoryFanout, ncp._sensory.Length, ncp._wiring.ConnectInput);
        ncp.ConnectForward(ncp._inter, ncp._command, counts.InterFanout, ncp._command.Length, ncp._wiring.Connect);
        ncp.ConnectCommand();
        ncp.ConnectMotor();
        return ncp._wiring;
    }

    /// <summary>Each source to <paramref name="fanout"/> targets; a target that nobody chose gets sources of its own.</summary>
    private void ConnectForward(int[] sources, int[] targets, int fanout, int mostSources, Action<int, int, int> connect)
    {
        var forgotten = new List<int>(targets);
        foreach (var source in sources)
        {
            foreach (var target in _random.Choose(targets, fanout))
            {
                forgotten.Remove(target);
                connect(source, target, DrawPolarity());
            }
        }

        var fanin = MeanDegree(sources.Length, fanout, targets.Length, mostSources);
        foreach (var target in forgotten)
        {
            foreach (var source in _random.Choose(sources, fanin))
                connect(source, target, DrawPolarity());
        }
    }

    private void ConnectCommand()
    {
        for (var i = 0; i < _counts.RecurrentCommand; i++)
        {
            var source = _random.Choose(_command);
            var target = _random.Choose(_command);
            _wiring.Connect(source, target, DrawPolarity());
        }
    }

    /// <summary>Each motor neuron from some command neurons; a command neuron that nobody chose gets motor neurons of its own.</summary>
    private void ConnectMotor()
    {
        var forgotten = new List<int>(_command);
        foreach (var target in _motor)
        {
            foreach (var source in _random.Choose(_command, _counts.MotorFanin))
            {
                forgotten.Remove(source);
                _wiring.Connect(source, target, DrawPolarity());
            }
        }

        var fanout = MeanDegree(_motor.Length, _counts.MotorFanin, _command.Length, _motor.Length);
        foreach (var source in forgotten)
        {
            foreach (var target in _random.Choose(_motor, fanout))
                _wiring.Connect(source, target, DrawPolarity());
        }
    }

    private static int MeanDegree(int sources, int degree, int targets, int most) => Math.Clamp(sources * degree / targets, 1, most);

    private int DrawPolarity() => _random.NextInt(2) == 0 ? -1 : 1;
}
