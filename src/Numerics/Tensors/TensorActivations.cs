using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>Functions of one element.</summary>
public sealed partial class Tensor
{
    /// <summary>The hyperbolic tangent.</summary>
    public Tensor Tanh() => TensorDevice.Current.Map(ElementFunction.Tanh, this);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public Tensor Sigmoid() => TensorDevice.Current.Map(ElementFunction.Sigmoid, this);

    /// <summary>The larger of x and 0; the derivative at 0 is 0.</summary>
    public Tensor Relu() => TensorDevice.Current.Map(ElementFunction.Relu, this);

    /// <summary>x times the normal distribution's probability of being below x, by the error function (Hendrycks and Gimpel 2016).</summary>
    public Tensor Gelu() => TensorDevice.Current.Map(ElementFunction.Gelu, this);

    /// <summary>x times sigmoid(x).</summary>
    public Tensor Silu() => TensorDevice.Current.Map(ElementFunction.Silu, this);

    /// <summary>1.7159 tanh(0.666 x), LeCun's constants with 2/3 rounded as the CfC reference has them.</summary>
    public Tensor LecunTanh() => TensorDevice.Current.Map(ElementFunction.LecunTanh, this);

    /// <summary>log(1 + exp(x)).</summary>
    public Tensor Softplus() => TensorDevice.Current.Map(ElementFunction.Softplus, this);

    /// <summary>e to the power x.</summary>
    public Tensor Exp() => TensorDevice.Current.Map(ElementFunction.Exp, this);

    /// <summary>The natural logarithm.</summary>
    public Tensor Log() => TensorDevice.Current.Map(ElementFunction.Log, this);

    /// <summary>The square root.</summary>
    public Tensor Sqrt() => TensorDevice.Current.Map(ElementFunction.Sqrt, this);

    /// <summary>x times x.</summary>
    public Tensor Square() => TensorDevice.Current.Map(ElementFunction.Square, this);

    /// <summary>The absolute value; the derivative at 0 is 0.</summary>
    public Tensor Abs() => TensorDevice.Current.Map(ElementFunction.Abs, this);

    /// <summary>The sine.</summary>
    public Tensor Sin() => TensorDevice.Current.Map(ElementFunction.Sin, this);

    /// <summary>The cosine.</summary>
    public Tensor Cos() => TensorDevice.Current.Map(ElementFunction.Cos, this);

    /// <summary>x where it is above 0, else a hundredth of it.</summary>
    public Tensor LeakyRelu() => TensorDevice.Current.Map(ElementFunction.LeakyRelu, this);
}
