namespace StreamHost.Audio.Tests.Live;

/// <summary>Does what is given to other threads on the thread that gives it, so that a test with a clock of its own repeats.</summary>
internal sealed class AtOnce : TaskScheduler
{
    protected override void QueueTask(Task task) => TryExecuteTask(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
