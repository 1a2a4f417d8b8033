namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>What an LTC does to its inputs and to its outputs, value by value.</summary>
internal enum ValueMapping
{
    /// <summary><c>affine</c>: w x + b.</summary>
    Affine,

    /// <summary><c>linear</c>: w x.</summary>
    Linear,

    /// <summary><c>none</c>: x.</summary>
    None,
}
