namespace StreamHost.Numerics.Optimization;

/// <summary>
/// What a step of <see cref="Adam"/> does to a parameter p with gradient g and averages m and v, in this order: p *= <paramref name="Shrink"/>;
/// g += <paramref name="Decay"/> p; m and v move towards g and g^2; p -= <paramref name="Rate"/> m / (sqrt(v) / <paramref name="Root"/> + <paramref name="Epsilon"/>).
/// </summary>
/// <param name="Shrink">What stays of the parameter where weight decay is apart from the gradient; else 1.</param>
/// <param name="Decay">What the parameter adds of itself to its gradient.</param>
/// <param name="Beta1">The part of m that stays.</param>
/// <param name="Beta2">The part of v that stays.</param>
/// <param name="Rate">The step size, corrected for m's start at 0.</param>
/// <param name="Root">The correction of v's root for its start at 0.</param>
/// <param name="Epsilon">What is added to the root.</param>
public readonly record struct AdamUpdate(float Shrink, float Decay, double Beta1, double Beta2, float Rate, float Root, float Epsilon);
