using System.Threading.Channels;
using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Memory;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine;

/// <summary>The front door: one source's thread in, the ordering's thread out.</summary>
internal sealed class Intake : EventIntake
{
    private readonly PipelineCounters _counters;
    private readonly int _features;
    private readonly BufferPool.Renter _renter;
    private readonly BufferPool.Returner _returner;
    private readonly Channel<SensorEvent> _channel;

    public Intake(Channels.ChannelOptions options, BufferPool pool, StreamTable streams, TimeProvider time, PipelineCounters counters)
    {
        Streams = streams;
        Time = time;
        _counters = counters;
        _features = pool.Length;
        _renter = new BufferPool.Renter(pool);
        _returner = new BufferPool.Returner(pool);
        var bounded = new BoundedChannelOptions(options.Capacity)
        {
            SingleReader = true,
            SingleWriter = true,
            FullMode = options.Policy == Channels.ChannelPolicy.DropOldest ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
        };
        _channel = Channel.CreateBounded<SensorEvent>(bounded, Drop);
    }

    public ChannelReader<SensorEvent> Reader => _channel.Reader;

    public override StreamTable Streams { get; }

    public override TimeProvider Time { get; }

    public override float[] Rent() => _renter.Rent();

    /// <summary>A wait is not cut short by a stop: the pipeline drains, so there will be room.</summary>
    public override ValueTask OfferAsync(SensorEvent sensorEvent, CancellationToken stop)
    {
        if (sensorEvent.Values.Length != _features)
            ThrowWrongLength(sensorEvent);

        _counters.CountIn();
        return _channel.Writer.TryWrite(sensorEvent) ? ValueTask.CompletedTask : _channel.Writer.WriteAsync(sensorEvent, CancellationToken.None);
    }

    public override void CountSkipped(string reason) => _counters.CountSkipped(reason);

    public void Complete() => _channel.Writer.Complete();

    private void ThrowWrongLength(in SensorEvent sensorEvent) => throw new ArgumentException(
        $"An event of stream {sensorEvent.Stream.Name} has {sensorEvent.Values.Length} values; the model has {_features} features.", nameof(sensorEvent));

    /// <summary>Called on the source's thread, inside its offer.</summary>
    private void Drop(SensorEvent sensorEvent)
    {
        _returner.Return(sensorEvent.Values);
        _counters.CountDropped(DropReason.Overflow, 1);
    }
}
