using System.Globalization;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Serving;

/// <summary>Builds a version and lets it do its first steps, on a thread of its own, so that what is wrong with it shows before it is near a stream.</summary>
/// <param name="build">Builds versions.</param>
/// <param name="time">The clock.</param>
internal sealed class Preparation(EditionBuilder build, TimeProvider time)
{
    private static readonly TimeSpan LongestBuild = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestSteps = TimeSpan.FromSeconds(5);

    /// <summary>Steps that a version does before it is put beside one that answers; enough for its code to be compiled well.</summary>
    private const int Steps = 40;

    /// <summary>A version that can take the place of another.</summary>
    /// <param name="package">Its package.</param>
    /// <param name="answering">The version whose place it takes, or that was there first; null at the beginning.</param>
    /// <param name="sampleRate">Of sound, the source's rate in Hz; else null.</param>
    /// <param name="slowdown">How many times as long as the other its steps may take.</param>
    /// <exception cref="InputException">It is not fit for it, or it does not do its first steps.</exception>
    public async Task<Edition> RunAsync(ModelPackage package, Edition? answering, int? sampleRate, double slowdown)
    {
        var where = $"{package.Manifest.Name}/{package.Manifest.Version}";
        var edition = await AloneAsync(() => build(package, sampleRate), LongestBuild, where, "to be built", late => late.Dispose()).ConfigureAwait(false);
        try
        {
            if (answering is not null)
                Fits(edition, answering, where);
            edition.Enter();
            await AloneAsync(() => Walk(edition, answering, slowdown, where), LongestSteps, where, "for its first steps").ConfigureAwait(false);
            return edition;
        }
        catch
        {
            // Where its thread is still inside, that one takes it out of memory when it comes back.
            edition.Dispose();
            throw;
        }
    }

    /// <summary>A version, built for a rate.</summary>
    /// <exception cref="InputException">The package or its plugin is not what it should be.</exception>
    public Edition Build(ModelPackage package, int? sampleRate) => build(package, sampleRate);

    /// <summary>How long a step takes, by a few of them; what goes wrong is left for the first true event to show.</summary>
    public static async Task WarmAsync(Edition edition, int steps, TimeProvider time)
    {
        edition.Enter();
        try
        {
            await AloneAsync(() => Warm(edition, steps, time), LongestBuild, edition.Identity.Name, "for its first steps").ConfigureAwait(false);
        }
        catch (StreamHostException)
        {
            // It fails on its first event, too, and is told there with its stream.
        }
    }

    private static object? Warm(Edition edition, int steps, TimeProvider time)
    {
        try
        {
            using var noise = new MadeUpBatch(edition.Model, 1);
            edition.StepTime = Median(Enumerable.Range(0, steps).Select(_ => Step(noise, time)));
            return null;
        }
        finally
        {
            edition.Leave();
        }
    }

    private static void Fits(Edition edition, Edition answering, string where)
    {
        var (mine, others) = (edition.Identity, answering.Identity);
        if (mine.Name != others.Name)
            throw new InputException(where, $"the run's model is {others.Name}", "a version of that one can take its place");
        if (!mine.Labels.SequenceEqual(others.Labels))
            throw new InputException(where, $"its labels are {string.Join(", ", mine.Labels)}", $"those of the run are {string.Join(", ", others.Labels)}, in this order");
        if (edition.SampleRate is not null && edition.Features.Count != answering.Features.Count)
            throw new InputException(where, $"its hop is {edition.Features.Count} samples", $"that of the run is {answering.Features.Count}: begin another run for it");
        if (!edition.Features.SequenceEqual(answering.Features))
            throw new InputException(where, $"it reads {string.Join(", ", edition.Features)}", $"the run has {string.Join(", ", answering.Features)}, in this order");
    }

    /// <summary>In turns with the version that answers, so that whatever else the machine does meets both.</summary>
    private object? Walk(Edition edition, Edition? answering, double slowdown, string where)
    {
        answering?.Enter();
        try
        {
            Compare(edition, answering, slowdown, where);
            return null;
        }
        finally
        {
            answering?.Leave();
            edition.Leave();
        }
    }

    private void Compare(Edition edition, Edition? answering, double slowdown, string where)
    {
        using var mine = new MadeUpBatch(edition.Model, 1);
        using var others = answering is null or { IsOut: true } ? null : new MadeUpBatch(answering.Model, 1);
        var (costs, otherCosts) = (new List<double>(), new List<double>());
        for (var i = 0; i < Steps; i++)
        {
            try
            {
                costs.Add(Step(mine, time));
            }
            catch (Exception exception)
            {
                throw new InputException(where, $"it failed on its first steps: {exception.Message}", "nothing has changed", exception);
            }

            if (!mine.HasFiniteScores)
                throw new InputException(where, "its scores were not finite on its first steps", "train it again; nothing has changed");
            if (others is not null)
                otherCosts.Add(StepOrNaN(others, time));
        }

        edition.StepTime = Median(costs);
        if (others is not null && CallCosts.Slowdown(edition.StepTime, Median(otherCosts)) is var times && times > slowdown)
        {
            var text = times.ToString("F1", CultureInfo.InvariantCulture);
            throw new InputException(where, $"a step takes it {text} times as long as the version that answers", "raise serving.trial.slowdown if that is all right; nothing has changed");
        }
    }

    /// <summary>Of the version that answers: where it is that one which fails there is nothing to compare with.</summary>
    private static double StepOrNaN(MadeUpBatch batch, TimeProvider time)
    {
        try
        {
            return Step(batch, time);
        }
        catch (Exception)
        {
            return double.NaN;
        }
    }

    private static double Step(MadeUpBatch batch, TimeProvider time)
    {
        var started = time.GetTimestamp();
        batch.Process();
        return CallCosts.Since(started, time);
    }

    /// <summary>Of the second half: in the first, code is still compiled.</summary>
    private static double Median(IEnumerable<double> costs)
    {
        var late = costs.ToList() is var all ? all[(all.Count / 2)..] : [];
        late.Sort();
        return late[late.Count / 2];
    }

    /// <summary>Runs something of a plugin's on a thread of its own, which is left behind where it does not come back; what it brings too late goes elsewhere.</summary>
    private static async Task<T> AloneAsync<T>(Func<T> work, TimeSpan longest, string where, string what, Action<T>? late = null)
    {
        var running = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await running.WaitAsync(longest).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsFaulted)
        {
            if (late is not null)
                _ = running.ContinueWith(done => late(done.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw new InputException(where, $"it took longer than {longest.TotalSeconds} s {what}", "publish one that comes back; nothing has changed");
        }
        catch (Exception exception) when (exception is not StreamHostException)
        {
            throw new InputException(where, $"it can't be loaded: {exception.Message}", "nothing has changed", exception);
        }
    }
}
