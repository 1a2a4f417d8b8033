using StreamHost.Core.Models;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Randomness;
using StreamHost.Plugins.CfC.Streaming;

namespace StreamHost.Plugins.CfC.Tests.Streaming;

/// <summary>The fused streaming form against the plain one, and against itself in batches of every size.</summary>
public sealed class StreamingModelTests
{
    private const int Streams = 40;
    private const int Events = 6;

    public static TheoryData<string> Architectures() =>
    [
        .. Models.Architectures,
        """{"units":33,"backbone":{"units":65,"layers":2,"activation":"tanh"}}""",
        """{"units":32,"backbone":{"units":64,"activation":"relu"},"mode":"noGate"}""",
        """{"units":7,"backbone":{"units":130,"layers":2,"activation":"silu"},"mixedMemory":true}""",
        """{"units":17,"mode":"pure"}""",
    ];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Streams_get_the_scores_and_states_of_the_plain_form(string architecture)
    {
        var package = Models.Package(Models.Create(architecture));
        using var fused = new Host(StreamingForm.Open(package));
        using var plain = new Host(new PlainEventModel(package));
        Assert.Equal(plain.Model.StateLength, fused.Model.StateLength);
        Assert.Equal(plain.Model.StateLayout, fused.Model.StateLayout);
        for (var time = 0; time < Events; time++)
        {
            fused.Process([.. Enumerable.Range(0, Streams)], time);
            plain.Process([.. Enumerable.Range(0, Streams)], time);
            AssertNear(plain.States.Span, fused.States.Span);
            AssertNear(plain.Scores.Span, fused.Scores.Span);
        }
    }

    /// <summary>And so may a stream go from one to the other between any two events.</summary>
    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_form_on_a_device_gives_the_scores_and_states_of_the_fused_one(string architecture)
    {
        var package = Models.Package(Models.Create(architecture));
        using var fused = new Host(StreamingForm.Open(package));
        using var there = new Host(new DeviceStreamingModel(package, TensorDevice.Current));
        Assert.Equal(fused.Model.StateLength, there.Model.StateLength);
        Assert.Equal(fused.Model.StateLayout, there.Model.StateLayout);
        for (var time = 0; time < Events; time++)
        {
            fused.Process([.. Enumerable.Range(0, Streams)], time);
            there.Process([.. Enumerable.Range(0, Streams)], time);
            AssertNear(fused.States.Span, there.States.Span);
            AssertNear(fused.Scores.Span, there.Scores.Span);
            fused.States.Span.CopyTo(there.States.Span);
        }
    }

    [Fact]
    public void Where_a_device_fails_the_fused_form_goes_on()
    {
        var package = Models.Package(Models.Create("""{"units":5}"""));
        using var fused = new Host(StreamingForm.Open(package));
        var joins = 0;
        var model = new DeviceStreamingModel(package, WatchedDevice.Make(TensorDevice.Managed, operation =>
        {
            if (operation == nameof(ITensorDevice.Concat) && ++joins > 6)
                throw new InvalidOperationException("it fell off the bus");
        }));
        using var there = new Host(model);
        for (var time = 0; time < 10; time++)
        {
            fused.Process([0, 1], time);
            there.Process([0, 1], time);
            AssertNear(fused.Scores.Span, there.Scores.Span);
            Assert.Equal(joins <= 6, model.Degraded is null);
        }

        Assert.EndsWith(" failed: it fell off the bus; the managed arithmetic goes on", model.Degraded, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_stream_s_result_does_not_depend_on_its_batch(string architecture)
    {
        var package = Models.Package(Models.Create(architecture));
        using var alone = new Host(StreamingForm.Open(package));
        using var together = new Host(StreamingForm.Open(package));
        var random = new RandomSource(5);
        for (var time = 0; time < Events; time++)
        {
            for (var stream = 0; stream < Streams; stream++)
                alone.Process([stream], time);

            var order = Enumerable.Range(0, Streams).ToArray();
            random.Shuffle<int>(order);
            for (var (start, count) = (0, 0); start < Streams; start += count)
            {
                count = Math.Min(1 + random.NextInt(23), Streams - start);
                together.Process(order.AsSpan(start, count), time);
            }

            Assert.Equal(alone.States.Span, together.States.Span);
            Assert.Equal(alone.Scores.Span, together.Scores.Span);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_very_long_silence_leaves_finite_scores(string architecture)
    {
        using var host = new Host(StreamingForm.Open(Models.Package(Models.Create(architecture))));
        foreach (var seconds in (double[])[double.NaN, 0, double.Epsilon, 1e300, double.PositiveInfinity])
        {
            host.Process([.. Enumerable.Range(0, Streams)], 0, seconds);
            Assert.All(host.Scores.Span.ToArray(), score => Assert.True(float.IsFinite(score)));
            Assert.All(host.States.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Events_allocate_nothing(string architecture)
    {
        using var host = new Host(StreamingForm.Open(Models.Package(Models.Create(architecture))));
        var one = new[] { 3 };
        var all = Enumerable.Range(0, Streams).ToArray();
        host.Process(one, 0);
        host.Process(all, 0);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var time = 0; time < 50; time++)
            {
                host.Process(one, time);
                host.Process(all, time);
            }
        }));
    }

    [Fact]
    public void Scratch_that_is_too_small_is_refused()
    {
        using var host = new Host(StreamingForm.Open(Models.Package(Models.Create(Models.Architectures[0]))));
        Assert.Throws<ArgumentException>(() => host.Process([0], 0, scratch: 5));
    }

    private static void AssertNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5f + (2e-6f * Math.Abs(expected[i])));
    }

    /// <summary>Forty streams, whose events are a function of stream and time.</summary>
    private sealed class Host : IDisposable
    {
        private readonly AlignedMemory _scratch;
        private readonly float[] _values = new float[Streams * 2];
        private readonly float[] _batchScores = new float[Streams * 3];
        private readonly double[] _elapsed = new double[Streams];

        public Host(IEventModel model)
        {
            Model = model;
            States = new AlignedMemory(Streams * model.StateLength);
            Scores = new AlignedMemory(Streams * 3);
            _scratch = new AlignedMemory(model.ScratchLength(Streams));
            for (var stream = 0; stream < Streams; stream++)
                model.InitializeState(States.Span.Slice(stream * model.StateLength, model.StateLength));
        }

        public IEventModel Model { get; }

        public AlignedMemory States { get; }

        /// <summary>[streams, labels], by stream whatever the order in the batch.</summary>
        public AlignedMemory Scores { get; }

        public void Process(ReadOnlySpan<int> streams, int time, double? seconds = null, int? scratch = null)
        {
            for (var i = 0; i < streams.Length; i++)
            {
                _values[2 * i] = MathF.Sin((streams[i] * 7) + time) * 3;
                _values[(2 * i) + 1] = (streams[i] + time) % 5 == 0 ? float.NaN : MathF.Cos(streams[i] + (time * 3));
                _elapsed[i] = seconds ?? (time == 0 ? double.NaN : 0.1 * ((streams[i] + time) % 9));
            }

            _scratch.Span.Fill(float.NaN);
            Model.Process(new EventBatch
            {
                Count = streams.Length,
                Values = _values.AsSpan(0, 2 * streams.Length),
                Elapsed = _elapsed.AsSpan(0, streams.Length),
                States = States.Span,
                Rows = streams,
                Scores = _batchScores.AsSpan(0, 3 * streams.Length),
                Scratch = _scratch.Span[..(scratch ?? _scratch.Length)],
            });
            for (var i = 0; i < streams.Length; i++)
                _batchScores.AsSpan(3 * i, 3).CopyTo(Scores.Span.Slice(3 * streams[i], 3));
        }

        public void Dispose()
        {
            Model.Dispose();
            States.Dispose();
            Scores.Dispose();
            _scratch.Dispose();
        }
    }
}
