"""The machine as a training finds it, without loading torch."""

import subprocess
import sys

import core.training.devices as devices


def test_the_machine_has_cores_and_memory():
    found = devices.find_device()
    assert found.cores >= 1
    assert 0 < found.free_memory <= found.memory


def test_a_build_for_cpu_has_no_gpu_whatever_is_in_the_machine(monkeypatch):
    monkeypatch.setattr(devices.shutil, "which", lambda name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(devices, "version", lambda package: "2.13.0+cpu")
    devices._gpu.cache_clear()
    assert devices.find_device().gpu is None
    devices._gpu.cache_clear()


def test_a_gpu_is_named_by_its_driver(monkeypatch):
    monkeypatch.setattr(devices.shutil, "which", lambda name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(devices, "version", lambda package: "2.13.0")
    answer = subprocess.CompletedProcess([], 0, stdout="NVIDIA H100 80GB HBM3\nNVIDIA H100 80GB HBM3\n", stderr="")
    monkeypatch.setattr(devices.subprocess, "run", lambda *_args, **_more: answer)
    devices._gpu.cache_clear()
    assert devices.find_device().gpu == "NVIDIA H100 80GB HBM3"
    devices._gpu.cache_clear()


def test_looking_loads_no_torch():
    code = "import sys; from core.training.devices import find_device; find_device(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
