namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>How much of a log may be kept as facts. 10,000 VMs with two disks each need about a third of the default.</summary>
/// <param name="letters">Characters, with an allowance for what surrounds them; 32 Mi are some 64 MiB of memory.</param>
internal sealed class RetentionBudget(int letters = 32 << 20)
{
    private int _left = letters;

    public bool IsSpent => _left < 0;

    public void Take(int letters) => _left = IsSpent ? _left : _left - letters;
}
