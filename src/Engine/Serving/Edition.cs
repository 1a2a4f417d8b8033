using StreamHost.Core.Models;
using StreamHost.Engine.Sounds;

namespace StreamHost.Engine.Serving;

/// <summary>A version of a model in the form that runs, with what keeps its code loaded.</summary>
public sealed class Edition : IDisposable
{
    private readonly IDisposable? _owner;

    /// <summary>Of a model that reads events.</summary>
    /// <param name="model">The model; disposed of with the edition.</param>
    /// <param name="owner">What keeps its plugin loaded; disposed of after the model.</param>
    public Edition(IEventModel model, IDisposable? owner = null) => (Model, _owner) = (model, owner);

    /// <summary>Of a model that hears: a hop of sound is an event.</summary>
    /// <param name="model">The model, built for the stream's rate; disposed of with the edition.</param>
    /// <param name="owner">What keeps its plugin loaded; disposed of after the model.</param>
    public static Edition OfSound(IAudioModel model, IDisposable? owner = null) => new(new HopModel(model), owner) { SampleRate = model.SampleRate };

    /// <summary>Which version it is.</summary>
    public ModelIdentity Identity => Model.Identity;

    /// <summary>Of a model that hears, the rate that it was built for, in Hz; else null.</summary>
    public int? SampleRate { get; private init; }

    internal IEventModel Model { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Model.Dispose();
        _owner?.Dispose();
    }
}
