namespace VeleroFreeze.Sandbox.Guests;

/// <summary>The virt-launcher of a pod: the domain it runs, and what is wrong with it, if anything.</summary>
internal sealed record Launcher(string Namespace, string Name)
{
    public LauncherTrouble Trouble { get; init; }

    public bool IsMigrating { get; init; }

    public string Domain => DomainOf(Namespace, Name);

    public static string DomainOf(string ns, string name) => $"{ns}_{name}";
}

internal enum LauncherTrouble
{
    None,
    SocketDead,
    GuestInfoFails,
    DomainFails,

    /// <summary>The domain is not there, or not any more.</summary>
    NoDomain,
}
