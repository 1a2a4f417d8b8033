using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>
/// A dense array of float32, row-major, with reverse-mode gradients: an operation on tensors remembers its inputs, and
/// <see cref="Backward()"/> adds the derivative of a scalar to the <see cref="Gradient"/> of every tensor it came from.
/// For training and as the plain oracle of the fused kernels; the streaming path never sees one. Not thread-safe.
/// </summary>
public sealed partial class Tensor
{
    private readonly int[] _shape;
    private float[]? _values;
    private float[]? _gradient;
    private Tensor? _gradientOwner;
    private bool _hasGradient;
    private Tensor[] _inputs = [];
    private Action<Tensor>? _backward;

    /// <summary>Makes a tensor of zeros.</summary>
    /// <param name="shape">The dimensions, outermost first, each at least 0; none for a scalar.</param>
    /// <exception cref="ArgumentException">A dimension is below 0, or there are more than 2^31 - 1 elements.</exception>
    public Tensor(params ReadOnlySpan<int> shape)
        : this(shape, new float[Product(shape)])
    {
    }

    private Tensor(ReadOnlySpan<int> shape, float[]? values)
    {
        _shape = shape.ToArray();
        _values = values;
        Length = Product(shape);
    }

    /// <summary>The dimensions, outermost first.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of dimensions.</summary>
    public int Rank => _shape.Length;

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>
    /// The elements, row-major; of a result that lies on a device a copy. Changing them after they entered an operation makes its gradients wrong;
    /// ask for them again then, for another device than the managed one has no other way to know.
    /// </summary>
    public Span<float> Values
    {
        get
        {
            var values = ValueArray;
            _mayHaveChanged = true;
            return values;
        }
    }

    /// <summary>Whether <see cref="Backward()"/> brings a gradient here; set it on parameters, operations inherit it.</summary>
    public bool RequiresGradient { get; set; }

    /// <summary>
    /// The gradient, as long as <see cref="Values"/>; zeros until a backward pass adds to it. Another device than the managed one has gradients of
    /// parameters alone, and not of results.
    /// </summary>
    public Span<float> Gradient => GradientArray;

    /// <summary>The array behind <see cref="Values"/>, for operations that hand it to other threads.</summary>
    internal float[] ValueArray => _values ?? ReadFromDevice();

    /// <summary>The array behind <see cref="Gradient"/>.</summary>
    internal float[] GradientArray
    {
        get
        {
            var gradient = GradientToWrite(out var isNew);
            if (isNew)
                Array.Clear(gradient);
            return gradient;
        }
    }

    /// <summary>Makes a tensor that holds a copy of <paramref name="values"/>.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values.</exception>
    public static Tensor FromValues(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        var tensor = new Tensor(shape);
        if (values.Length != tensor.Length)
        {
            throw new ArgumentException($"[{string.Join(", ", shape.ToArray())}] does not hold {values.Length} values.", nameof(values));
        }

        values.CopyTo(tensor.ValueArray);
        return tensor;
    }

    /// <summary>
    /// Makes the result of an operation, for its author to fill: it requires a gradient if any input does, and then
    /// <paramref name="backward"/> is called once in a backward pass, to add to the inputs' gradients what follows from
    /// the result's. It holds zeros yet; its memory is the open scope's of <see cref="TensorMemory"/>, if there is one.
    /// Other devices than the managed one know no way back through it, and refuse it where gradients are required.
    /// </summary>
    public static Tensor Operation(ReadOnlySpan<int> shape, ReadOnlySpan<Tensor> inputs, Action<Tensor> backward) =>
        Operation(shape, TensorMemory.Zeros(Product(shape)), inputs, backward);

    /// <summary>The same, holding anything, for an author who writes every element.</summary>
    internal static Tensor Unfilled(ReadOnlySpan<int> shape, ReadOnlySpan<Tensor> inputs, Action<Tensor> backward) =>
        Operation(shape, TensorMemory.Unfilled(Product(shape)), inputs, backward);

    /// <summary>Whether it is what an operation made of others that require gradients: what is not, such as a parameter, may change from step to step.</summary>
    internal bool IsFinal => _backward is not null;

    /// <summary>The same elements in another shape: memory and gradient are those of <paramref name="x"/>, which must be final.</summary>
    internal static Tensor View(Tensor x, ReadOnlySpan<int> shape)
    {
        var result = Operation(shape, x.ValueArray, [x], static _ => { });
        result._gradientOwner = x;
        return result;
    }

    private static Tensor Operation(ReadOnlySpan<int> shape, float[] values, ReadOnlySpan<Tensor> inputs, Action<Tensor> backward)
    {
        var result = new Tensor(shape, values);
        foreach (var input in inputs)
        {
            result.RequiresGradient |= input.RequiresGradient;
        }

        if (result.RequiresGradient)
        {
            result._inputs = inputs.ToArray();
            result._backward = backward;
        }

        return result;
    }

    /// <summary>Sets the gradient back to zeros.</summary>
    public void ClearGradient()
    {
        _hasGradient = false;
        _remote?.ClearGradient();
    }

    /// <summary>
    /// The array behind <see cref="Gradient"/> for an operation that goes over every element of it: the first of a pass writes, and
    /// spares filling it with zeros and reading them.
    /// </summary>
    /// <param name="isNew">Whether it holds anything yet, to be written over, and not a sum, to be added to.</param>
    internal float[] GradientToWrite(out bool isNew)
    {
        if (_gradientOwner is { } owner)
            return owner.GradientToWrite(out isNew);

        BringGradientHere();
        isNew = !_hasGradient;
        _hasGradient = true;
        return _gradient ??= _backward is null ? new float[Length] : TensorMemory.Unfilled(Length);
    }

    /// <summary>
    /// Adds the derivatives of this scalar to the gradients of the tensors it was made from; the results of operations
    /// on the way hold their derivative from this pass alone, so a graph can be gone through more than once.
    /// </summary>
    /// <exception cref="InvalidOperationException">It has more than one element.</exception>
    public void Backward()
    {
        if (Length != 1)
        {
            throw new InvalidOperationException($"Only a scalar has a derivative; this tensor has {Length} elements.");
        }

        TensorDevice.Current.Backward(this);
    }

    /// <summary>The same where operations remember their inputs here.</summary>
    internal void BackwardHere()
    {
        var order = TopologicalOrder();
        foreach (var tensor in order)
        {
            if (tensor._isResult)
                throw new InvalidOperationException("A device's results have their gradients there: let it compute what follows from them, too.");
            if (tensor._backward is not null)
            {
                tensor.ClearGradient();
            }
        }

        Gradient[0] += 1;
        for (var i = order.Count - 1; i >= 0; i--)
        {
            order[i]._backward?.Invoke(order[i]);
        }
    }

    /// <summary>Every tensor that this one depends on before those that depend on it; iterative, since a sequence is thousands deep.</summary>
    private List<Tensor> TopologicalOrder()
    {
        var order = new List<Tensor>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance) { this };
        var pending = new Stack<(Tensor Tensor, int Next)>();
        pending.Push((this, 0));
        while (pending.TryPop(out var top))
        {
            if (top.Next == top.Tensor._inputs.Length)
            {
                order.Add(top.Tensor);
                continue;
            }

            pending.Push((top.Tensor, top.Next + 1));
            var input = top.Tensor._inputs[top.Next];
            if (input.RequiresGradient && seen.Add(input))
            {
                pending.Push((input, 0));
            }
        }

        return order;
    }

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="ArgumentException">A dimension is below 0, or there are too many elements.</exception>
    internal static int Product(ReadOnlySpan<int> shape)
    {
        var product = 1L;
        foreach (var dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension);
            product *= dimension;
            if (product > int.MaxValue)
                throw new ArgumentException($"[{string.Join(", ", shape.ToArray())}] is larger than a tensor may be, which has up to {int.MaxValue} elements.", nameof(shape));
        }

        return (int)product;
    }
}
