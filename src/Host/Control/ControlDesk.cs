using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Engine.Serving;
using StreamHost.Host.Serving;

namespace StreamHost.Host.Control;

/// <summary>Does what is asked of a run, and says what came of it. [any thread]</summary>
/// <param name="run">What the run says of itself.</param>
/// <param name="serving">Its model.</param>
/// <param name="models">The folder that versions are loaded from.</param>
/// <param name="trial">How they are tried unless told.</param>
internal sealed class ControlDesk(RunDescription run, IServing serving, PackageStore models, TrialOptions trial)
{
    /// <summary>What the run says of itself.</summary>
    public RunDescription Run => run;

    /// <summary>Answers a request once what it asks for has happened, or can't.</summary>
    /// <param name="line">The request.</param>
    /// <param name="stop">The run is over; what was begun may go on.</param>
    public async Task<ControlAnswer> AnswerAsync(ReadOnlyMemory<byte> line, CancellationToken stop)
    {
        try
        {
            var request = ControlRequest.Parse(line.Span);
            if (request.Verb == ControlVerb.Status)
                return new ControlAnswer { Exit = ExitStatus.Good, Status = RunStatus.Of(run, serving.Status()) };

            var package = request.Verb == ControlVerb.Load ? await Task.Run(() => models.Open(Given(request.Model, "model")), stop).ConfigureAwait(false) : null;
            if (package is not null && Answers(package))
                return new ControlAnswer { Exit = ExitStatus.Good, Text = $"{package.Manifest.Name}/{package.Manifest.Version} answers already" };

            var notice = await DoAsync(request, package, stop).ConfigureAwait(false);
            return new ControlAnswer { Exit = ExitStatus.Good, Text = notice.Text.ReplaceLineEndings(" "), Happened = Happening.Of(notice) };
        }
        catch (StreamHostException exception)
        {
            return ControlAnswer.Of(exception);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ControlAnswer.Of(new WorkFailedException("the run ended before it had happened"));
        }
        catch (Exception exception)
        {
            return ControlAnswer.Of(new WorkFailedException($"{exception.GetType().Name}: {exception.Message}; the run goes on", exception));
        }
    }

    private Task<ServingNotice> DoAsync(ControlRequest request, ModelPackage? package, CancellationToken stop) => request.Verb switch
    {
        ControlVerb.Load => serving.LoadAsync(package!, request.TrialOf(trial), stop),
        ControlVerb.Promote => serving.PromoteAsync(stop),
        ControlVerb.Rollback => serving.RollbackAsync(request.Reason ?? "it was asked for", stop),
        _ => serving.UnloadAsync(request.Version ?? throw Missing("version"), stop),
    };

    /// <summary>Whether a version is the one that answers, and no other is about to.</summary>
    private bool Answers(ModelPackage package) =>
        serving.Status() is { Current: { } current, Candidate: null }
        && (current.Name, current.Version, current.WeightsSha256) == (package.Manifest.Name, package.Manifest.Version, package.Manifest.WeightsSha256);

    private static string Given(string? value, string key) => value ?? throw Missing(key);

    private static InputException Missing(string key) => new("request, $", $"\"{key}\" is missing", "it is required");
}
