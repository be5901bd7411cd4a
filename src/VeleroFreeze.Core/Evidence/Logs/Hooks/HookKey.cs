namespace VeleroFreeze.Core.Evidence.Logs.Hooks;

/// <summary>What all lines about hooks have, those of errors too.</summary>
/// <param name="Phase">Pre or post.</param>
/// <param name="Source">Annotation or Backup.</param>
/// <param name="Namespace">The pod's namespace; empty since Velero 1.15.</param>
/// <param name="Pod">The pod; empty since Velero 1.15.</param>
internal sealed record HookGroup(HookPhase Phase, string Source, string Namespace, string Pod)
{
    /// <returns>Null when the line is not about a backup hook.</returns>
    public static HookGroup? Of(LogEntry entry)
    {
        HookPhase? phase = entry[LogField.HookPhase] switch
        {
            "pre" => HookPhase.Pre,
            "post" => HookPhase.Post,
            _ => null,
        };
        if (phase is not { } known || entry[LogField.HookType] != "exec")
        {
            return null;
        }

        var namesPod = entry[LogField.Resource] == "pods" && entry[LogField.Name] is { Length: > 0 } && entry[LogField.Namespace] is { Length: > 0 };
        return new HookGroup(
            known,
            entry[LogField.HookSource] ?? "",
            namesPod ? entry[LogField.Namespace]! : "",
            namesPod ? entry[LogField.Name]! : "");
    }

    public (string Namespace, string Name)? PodName => Pod.Length > 0 ? (Namespace, Pod) : null;
}

/// <summary>What the lines of one execution have in common. Two executions of the same command in two pods of a VM cannot be told apart by it.</summary>
internal sealed record HookKey(HookGroup Group, string Name, string Container, string Command, string OnError, string Timeout)
{
    public static HookKey Of(HookGroup group, LogEntry entry) => new(
        group,
        entry[LogField.HookName] ?? "",
        entry[LogField.HookContainer] ?? "",
        entry[LogField.HookCommand] ?? "",
        entry[LogField.HookOnError] ?? "",
        (entry[LogField.HookTimeout] ?? "").Trim('{', '}'));

    /// <summary>The letters that are kept of it.</summary>
    public int Size => Name.Length + Container.Length + Command.Length + OnError.Length;
}
