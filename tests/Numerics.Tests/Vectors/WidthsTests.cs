using System.Runtime.Intrinsics;
using StreamHost.Numerics.Vectors;
using Xunit.Abstractions;

namespace StreamHost.Numerics.Tests.Vectors;

/// <summary>Which width runs, and that the switches with which the tests are repeated took effect.</summary>
public sealed class WidthsTests(ITestOutputHelper output)
{
    [Fact]
    public void The_widest_vectors_that_the_machine_is_fast_at_are_used()
    {
        output.WriteLine($"vectors of {Widths.Floats} floats");
        var expected = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1;
        Assert.Equal(expected, Widths.Floats);
        var action = default(CountLanes);
        Widths.Run(ref action);
        Assert.Equal(expected, action.Count);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", 8)]
    [InlineData("DOTNET_EnableAVX2", 4)]
    [InlineData("DOTNET_EnableHWIntrinsic", 1)]
    public void A_width_that_is_switched_off_is_not_used(string variable, int widest)
    {
        var off = Environment.GetEnvironmentVariable(variable) == "0";
        Assert.InRange(Widths.Floats, 1, off ? widest : 16);
    }

    private struct CountLanes : IWidthAction
    {
        public int Count;

        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct => Count = TLanes.Count;
    }
}
