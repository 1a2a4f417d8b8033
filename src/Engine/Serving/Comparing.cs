using System.Numerics.Tensors;

namespace StreamHost.Engine.Serving;

/// <summary>Counts how the answers of a version that follows compare with those that were given. One thread counts; any may read.</summary>
/// <param name="follower">The version that follows.</param>
internal sealed class Comparing(Edition follower)
{
    private readonly Lock _gate = new();
    private long _events;
    private long _agreeing;
    private double _confidence;
    private double _givenConfidence;
    private long _faults;

    /// <summary>Counts an event.</summary>
    /// <param name="given">What was said of it.</param>
    /// <param name="scores">[labels]: the follower's logits.</param>
    public void Add(in InputEvent given, ReadOnlySpan<float> scores)
    {
        if (given.Label < 0)
            return;

        var most = TensorPrimitives.IndexOfMax(scores);
        var sum = 0.0;
        foreach (var score in scores)
            sum += Math.Exp(score - scores[most]);
        lock (_gate)
        {
            _events++;
            _agreeing += most == given.Label ? 1 : 0;
            _confidence += 1 / sum;
            _givenConfidence += given.Confidence;
        }
    }

    public void CountFault() => Interlocked.Increment(ref _faults);

    /// <summary>The counts so far, of the follower as the new version.</summary>
    /// <param name="given">The version that answered.</param>
    public Comparison Compare(Edition given)
    {
        lock (_gate)
        {
            return new Comparison(
                _events, (double)_agreeing / _events, _confidence / _events, _givenConfidence / _events, CallCosts.Slowdown(follower.Costs.Median, given.Costs.Median), _faults);
        }
    }

    /// <summary>The same where the version that answers a share of the streams is the new one, and the old one follows.</summary>
    public Comparison Reversed(Edition given)
    {
        lock (_gate)
        {
            return new Comparison(
                _events, (double)_agreeing / _events, _givenConfidence / _events, _confidence / _events, CallCosts.Slowdown(given.Costs.Median, follower.Costs.Median), _faults);
        }
    }
}
