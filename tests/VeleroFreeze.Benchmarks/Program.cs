using BenchmarkDotNet.Running;
using VeleroFreeze.Benchmarks;

if (args is ["log"])
{
    LogReadingRun.Run();
    return;
}

if (args is ["bomb"])
{
    BombRun.Run();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(InjectionBenchmarks).Assembly).Run(args);
