namespace StreamHost.Numerics.Optimization;

/// <summary>
/// What a step of <see cref="Sgd"/> does to a parameter p with gradient g, in this order: g += <paramref name="Decay"/> p; with momentum v = <paramref name="Momentum"/> v + g, and
/// g becomes v, or in Nesterov's form g + <paramref name="Momentum"/> v; p -= <paramref name="Rate"/> g.
/// </summary>
/// <param name="Decay">What the parameter adds of itself to its gradient.</param>
/// <param name="Momentum">The part of v that stays.</param>
/// <param name="IsNesterov">Whether it is Nesterov's form.</param>
/// <param name="Rate">The step size.</param>
public readonly record struct SgdUpdate(float Decay, float Momentum, bool IsNesterov, float Rate);
