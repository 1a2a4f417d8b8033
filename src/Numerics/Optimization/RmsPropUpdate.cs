namespace StreamHost.Numerics.Optimization;

/// <summary>
/// What a step of <see cref="RmsProp"/> does to a parameter p with gradient g and the average s, in this order: g += <paramref name="Decay"/> p; s moves towards g^2;
/// u = g / (sqrt(s) + <paramref name="Epsilon"/>), with momentum u += <paramref name="Momentum"/> times the last u; p -= <paramref name="Rate"/> u.
/// </summary>
/// <param name="Decay">What the parameter adds of itself to its gradient.</param>
/// <param name="Smoothing">The part of s that stays.</param>
/// <param name="Momentum">The part of the last step that stays.</param>
/// <param name="Rate">The step size.</param>
/// <param name="Epsilon">What is added to the root.</param>
public readonly record struct RmsPropUpdate(float Decay, double Smoothing, float Momentum, float Rate, float Epsilon);
