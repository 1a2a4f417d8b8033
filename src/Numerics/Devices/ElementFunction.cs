namespace StreamHost.Numerics.Devices;

/// <summary>A function of one element x; see the members of <see cref="Tensors.Tensor"/> of the same names.</summary>
public enum ElementFunction
{
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>The larger of x and 0; the derivative at 0 is 0.</summary>
    Relu,

    /// <summary>x times the normal distribution's probability of being below x, by the error function.</summary>
    Gelu,

    /// <summary>x times sigmoid(x).</summary>
    Silu,

    /// <summary>1.7159 tanh(0.666 x).</summary>
    LecunTanh,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>e to the power x.</summary>
    Exp,

    /// <summary>The natural logarithm.</summary>
    Log,

    /// <summary>The square root.</summary>
    Sqrt,

    /// <summary>x times x.</summary>
    Square,

    /// <summary>The absolute value; the derivative at 0 is 0.</summary>
    Abs,

    /// <summary>The sine.</summary>
    Sin,

    /// <summary>The cosine.</summary>
    Cos,

    /// <summary>x where it is above 0, else a hundredth of it.</summary>
    LeakyRelu,
}
