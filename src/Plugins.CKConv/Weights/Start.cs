using StreamHost.Numerics.Randomness;

namespace StreamHost.Plugins.CKConv.Weights;

/// <summary>Draws the starting values of a tensor.</summary>
internal delegate void Start(Span<float> values, RandomSource random);

