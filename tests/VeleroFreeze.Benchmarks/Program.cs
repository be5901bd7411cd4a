using BenchmarkDotNet.Running;
using VeleroFreeze.Benchmarks;
using VeleroFreeze.Benchmarks.Webhook;

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

if (args is ["webhook", ..])
{
    WebhookRun.Run(args[1..]);
    return;
}

if (args is [ConstantReply.Mode, var port, var certificate, var key])
{
    ConstantReply.Serve(port, certificate, key);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(InjectionBenchmarks).Assembly).Run(args);
