using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC.Architecture;

namespace StreamHost.Plugins.CfC.Tests.Parity;

/// <summary>The streaming form, taken event by event through every sequence of the reference's results.</summary>
public sealed class StreamingTests_Ncps
{
    public static TheoryData<string> Files() => [.. Fixture.Files("cfc"), .. Fixture.Files("ltc")];

    [ReferenceTheory]
    [MemberData(nameof(Files))]
    public void Streamed_events_give_the_reference_s_outputs(string name)
    {
        var fixture = Fixture.Open(name);
        using var run = new StreamRun(new CfCPlugin().LoadEventModel(Package(fixture)), fixture.Batch);
        Start(fixture, run);
        var outputs = new float[fixture.Batch * fixture.Time * fixture.Layout.Labels];
        for (var time = 0; time < fixture.Time; time++)
        {
            run.Step(Values(fixture, time), Elapsed(fixture, time));
            for (var stream = 0; stream < fixture.Batch; stream++)
                run.Scores(stream).CopyTo(outputs.AsSpan(((stream * fixture.Time) + time) * fixture.Layout.Labels));
        }

        foreach (var output in fixture.Names("output."))
            fixture.Compare($"output.{output}", Output(fixture, run, outputs, output), "f32_torch_maxabs_err_outputs", $"output.{output}");
    }

    private static ModelPackage Package(Fixture fixture) => new(
        new ModelManifest
        {
            Name = "reference",
            Version = 1,
            Plugin = "cfc",
            Architecture = ArchitectureWriter.Write(fixture.Architecture),
            Labels = [.. Enumerable.Range(0, fixture.Layout.Labels).Select(i => $"y{i}")],
            Features = [.. Enumerable.Range(0, fixture.Layout.Inputs).Select(i => $"x{i}")],
            WeightsSha256 = "",
        },
        fixture.Own);

    private static void Start(Fixture fixture, StreamRun run)
    {
        var units = fixture.Layout.Units;
        foreach (var (name, offset) in new[] { ("h", 0), ("h0", 0), ("c0", units) })
        {
            for (var stream = 0; stream < fixture.Batch && fixture.Has($"input.{name}"); stream++)
                fixture.Values($"input.{name}").AsSpan(stream * units, units).CopyTo(run.State(stream)[offset..]);
        }
    }

    private static float[] Values(Fixture fixture, int time)
    {
        var width = fixture.Layout.Inputs;
        var all = fixture.Values("input.x");
        return [.. Enumerable.Range(0, fixture.Batch).SelectMany(stream => all.Skip(((stream * fixture.Time) + time) * width).Take(width))];
    }

    private static double[] Elapsed(Fixture fixture, int time)
    {
        var all = fixture.Has("input.ts") ? fixture.Values("input.ts") : null;
        return [.. Enumerable.Range(0, fixture.Batch).Select(stream => all is null ? 1.0 : all[(stream * fixture.Time) + time])];
    }

    private static float[] Output(Fixture fixture, StreamRun run, float[] outputs, string name)
    {
        var (units, labels, time) = (fixture.Layout.Units, fixture.Layout.Labels, fixture.Time);
        var streams = Enumerable.Range(0, fixture.Batch);
        return name switch
        {
            "y" when fixture.Shape("output.y").Length == 3 => outputs,
            "y" => [.. streams.SelectMany(stream => outputs.Skip((((stream * time) + time) - 1) * labels).Take(labels))],
            "h" or "hn" => [.. streams.SelectMany(stream => run.State(stream)[..units].ToArray())],
            "cn" => [.. streams.SelectMany(stream => run.State(stream).Slice(units, units).ToArray())],
            _ => throw new InvalidOperationException($"{fixture.Name}: the output {name} is not known."),
        };
    }
}
