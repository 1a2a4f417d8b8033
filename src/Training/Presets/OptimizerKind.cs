using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Training.Presets;

/// <summary>What changes the weights.</summary>
[JsonConverter(typeof(EnumNameConverter<OptimizerKind>))]
public enum OptimizerKind
{
    /// <summary><c>adam</c>: Kingma and Ba, 2015.</summary>
    Adam,

    /// <summary><c>adamW</c>: Adam with decoupled weight decay, Loshchilov and Hutter, 2019.</summary>
    AdamW,

    /// <summary><c>rmsProp</c>: Hinton, 2012.</summary>
    RmsProp,

    /// <summary><c>sgd</c>: stochastic gradient descent with a momentum of 0.9.</summary>
    Sgd,
}
