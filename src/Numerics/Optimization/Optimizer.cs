using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Optimization;

/// <summary>
/// Changes parameters by what their gradients say. Formulas, defaults and order of operations are PyTorch's. A step
/// allocates nothing. Not thread-safe.
/// </summary>
public abstract class Optimizer
{
    private readonly List<(string Name, Tensor[] Values)> _slots = [];
    private double _learningRate;

    private protected Optimizer(IReadOnlyList<Parameter> parameters, double learningRate)
    {
        Parameters = parameters;
        LearningRate = learningRate;
        var twice = parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(group => group.Skip(1).Any());
        if (twice is not null)
        {
            throw new ArgumentException($"Two parameters have the name \"{twice.Key}\".", nameof(parameters));
        }
    }

    /// <summary>What it changes.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The step size, at least 0; may be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0 or not finite.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = Require(value, value is >= 0 and < double.PositiveInfinity, nameof(LearningRate), "finite and at least 0");
    }

    /// <summary>The number of steps done.</summary>
    public long Steps { get; private set; }

    /// <summary>Changes every parameter once; one that no backward pass has reached has a gradient of zeros.</summary>
    public void Step()
    {
        Steps++;
        BeginStep();
        for (var i = 0; i < Parameters.Count; i++)
        {
            Update(i, Parameters[i].Tensor, TensorDevice.Current);
        }
    }

    /// <summary>Sets the gradients of all parameters back to zeros.</summary>
    public void ClearGradients()
    {
        for (var i = 0; i < Parameters.Count; i++)
        {
            Parameters[i].Tensor.ClearGradient();
        }
    }

    /// <summary>Gives back what a device holds of the parameters and of what this remembers of them; all of it is here then.</summary>
    public void GiveBack()
    {
        foreach (var parameter in Parameters)
            parameter.Tensor.GiveBack();
        foreach (var (slot, i) in Places())
            slot.Values[i].GiveBack();
    }

    /// <summary>A copy of all that the next step depends on, apart from the parameters themselves.</summary>
    public OptimizerState SaveState()
    {
        var values = new Dictionary<string, float[]>();
        foreach (var (slot, i) in Places())
        {
            values.Add(NameOf(slot.Name, i), slot.Values[i].Values.ToArray());
        }

        return new OptimizerState { Steps = Steps, LearningRate = LearningRate, Values = values };
    }

    /// <summary>Goes on from a saved state: the steps that follow are those that would have followed there, to the bit.</summary>
    /// <exception cref="ArgumentException">It is another kind of optimiser's state, or one of other parameters.</exception>
    public void RestoreState(OptimizerState state)
    {
        var places = Places().ToList();
        if (state.Values.Count != places.Count)
        {
            throw new ArgumentException($"The state has {state.Values.Count} arrays; this optimiser has {places.Count}.", nameof(state));
        }

        foreach (var (slot, i) in places)
        {
            if (!state.Values.TryGetValue(NameOf(slot.Name, i), out var saved) || saved.Length != slot.Values[i].Length)
            {
                throw new ArgumentException($"The state has no \"{NameOf(slot.Name, i)}\" of {slot.Values[i].Length} values.", nameof(state));
            }
        }

        foreach (var (slot, i) in places)
        {
            state.Values[NameOf(slot.Name, i)].CopyTo(slot.Values[i].Values);
        }

        (Steps, LearningRate) = (state.Steps, state.LearningRate);
    }

    /// <summary>Memory of one value per parameter value, at first zeros, saved under a name.</summary>
    private protected Tensor[] AddSlot(string name)
    {
        var values = Parameters.Select(parameter => new Tensor(parameter.Tensor.Shape)).ToArray();
        _slots.Add((name, values));
        return values;
    }

    /// <summary>Called once a step, before <see cref="Update"/>.</summary>
    private protected virtual void BeginStep()
    {
    }

    /// <summary>Changes the parameter of a number.</summary>
    private protected abstract void Update(int index, Tensor parameter, ITensorDevice device);

    private protected static double Require(double value, bool good, string name, string range) =>
        good ? value : throw new ArgumentOutOfRangeException(name, value, $"It is {range}.");

    /// <summary>A factor of an average over steps: in [0, 1).</summary>
    private protected static double RequireFactor(double value, string name) => Require(value, value is >= 0 and < 1, name, "in [0, 1)");

    private protected static double RequireAmount(double value, string name) =>
        Require(value, value is >= 0 and < double.PositiveInfinity, name, "finite and at least 0");

    private IEnumerable<((string Name, Tensor[] Values) Slot, int Index)> Places() =>
        from slot in _slots
        from i in Enumerable.Range(0, Parameters.Count)
        select (slot, i);

    private string NameOf(string slot, int index) => $"{slot}.{Parameters[index].Name}";
}
