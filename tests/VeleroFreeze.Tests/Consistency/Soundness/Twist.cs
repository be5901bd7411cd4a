namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What happens in the cluster at any moment of a history, whatever its row is.</summary>
internal enum Twist
{
    None,
    Replaced,
    ReplacedUnderTheSamePodName,
    Reset,
    Migrated,
    ThawedBySnapshot,
    ThawedByAnotherBackup,
    FrozenByAnEarlierBackup,
    Hotplugged,
    MarkedAsImported,
    AskedToStart,
}

/// <summary>What the verifier has of its watches.</summary>
internal enum Watching
{
    Whole,
    Late,
    Early,
    WithAGap,
    Missing,
    OfAnotherInstance,
    WithoutStates,
}

/// <summary>What is wrong with the files of the backup.</summary>
internal enum Forgery
{
    None,
    LogOfAnotherBackup,
    ObjectOfAnotherBackup,
    LineRemoved,
    HookLineRemoved,
}
