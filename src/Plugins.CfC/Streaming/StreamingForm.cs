using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>Builds the streaming form for the width of this machine's vectors.</summary>
internal static class StreamingForm
{
    /// <summary>Checks a package and packs its weights.</summary>
    /// <exception cref="Core.InputException">The package's architecture or weights are not what this plugin needs.</exception>
    public static IEventModel Open(ModelPackage package)
    {
        var opening = new Opening(package, TrainedModel.Open(package));
        Widths.Run(ref opening);
        return opening.Model!;
    }

    private struct Opening(ModelPackage package, TrainedModel trained) : IWidthAction
    {
        public IEventModel? Model { get; private set; }

        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct => Model = new StreamingModel<TLanes, TVector>(package, trained);
    }
}
