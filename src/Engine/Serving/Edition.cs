using StreamHost.Core.Models;
using StreamHost.Engine.Sounds;

namespace StreamHost.Engine.Serving;

/// <summary>A version of a model in the form that runs, with what keeps its code loaded.</summary>
public sealed class Edition : IDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private volatile IEventModel? _model;
    private IDisposable? _owner;
    private volatile bool _isOut;
    private bool _isDisposing;
    private int _inside;

    /// <summary>Of a model that reads events.</summary>
    /// <param name="model">The model; disposed of with the edition.</param>
    /// <param name="owner">What keeps its plugin loaded; disposed of after the model.</param>
    public Edition(IEventModel model, IDisposable? owner = null)
    {
        // Lists of its own: the model's may be of a type of the plugin's, and whoever kept one would keep the plugin in memory.
        (_model, _owner, Features) = (model, owner, [.. model.Features]);
        Identity = model.Identity with { Labels = [.. model.Identity.Labels] };
        (StateLength, StateLayout) = (model.StateLength, model.StateLayout);
    }

    /// <summary>Of a model that hears: a hop of sound is an event.</summary>
    /// <param name="model">The model, built for the stream's rate; disposed of with the edition.</param>
    /// <param name="owner">What keeps its plugin loaded; disposed of after the model.</param>
    public static Edition OfSound(IAudioModel model, IDisposable? owner = null) => new(new HopModel(model), owner) { SampleRate = model.SampleRate };

    /// <summary>Which version it is.</summary>
    public ModelIdentity Identity { get; }

    /// <summary>Of a model that hears, the rate that it was built for, in Hz; else null.</summary>
    public int? SampleRate { get; private init; }

    /// <summary>The model; once it is out of memory nothing here keeps its code.</summary>
    internal IEventModel Model => _model ?? throw new ObjectDisposedException(Identity.Name);

    /// <summary>What its model computed with and failed, in one line; null where nothing did, or the model is out of memory.</summary>
    internal string? Degraded => _model?.Degraded;

    /// <summary>Whether that was told.</summary>
    internal bool IsDegradedTold { get; set; }

    /// <summary>What it reads.</summary>
    internal IReadOnlyList<string> Features { get; }

    internal int StateLength { get; }

    internal ulong StateLayout { get; }

    /// <summary>Whether it was taken out: it is called no more.</summary>
    internal bool IsOut
    {
        get => _isOut;
        set => _isOut = value;
    }

    /// <summary>How long one event took among its first steps, in ns; 0 where it has not done any.</summary>
    internal double StepTime { get; set; }

    /// <summary>How long an event takes, in ns, one entry a call; of all workers that call it.</summary>
    internal CallCosts Costs { get; } = new();

    internal bool HasLayoutOf(Edition other) => StateLayout == other.StateLayout && StateLength == other.StateLength;

    /// <summary>Takes it out of memory, or the last thread that is inside does. Called when no stream is answered by it any more.</summary>
    public void Dispose()
    {
        lock (_gate)
            _isDisposing = true;
        DisposeIfUnused();
    }

    /// <summary>Keeps it in memory while a thread is inside. One that is out of memory already has no <see cref="Model"/> and may be entered, too.</summary>
    internal void Enter()
    {
        lock (_gate)
            _inside++;
    }

    /// <summary>The thread is outside again.</summary>
    internal void Leave()
    {
        lock (_gate)
            _inside--;
        DisposeIfUnused();
    }

    private void DisposeIfUnused()
    {
        IEventModel? model;
        IDisposable? owner;
        lock (_gate)
        {
            if (!_isDisposing || _inside > 0)
                return;

            (model, owner) = (_model, _owner);
            (_model, _owner) = (null, null);
        }

        if (model is not null)
            Task.Factory.StartNew(() => End(model, owner), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Wait(LongestEnd);
    }

    /// <summary>On a thread of its own: a version that throws or hangs when it is to go takes no thread of the run's with it.</summary>
    private static void End(IEventModel model, IDisposable? owner)
    {
        try
        {
            model.Dispose();
        }
        catch (Exception)
        {
            // Nobody uses it any more.
        }

        owner?.Dispose();
    }
}
