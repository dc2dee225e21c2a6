"""What ONNX Runtime does with a model: whether it loads, what it computes."""
import os

import numpy as np
import onnx
import onnxruntime
from onnx.external_data_helper import (_get_all_tensors,
                                       uses_external_data)

LEVEL = onnxruntime.GraphOptimizationLevel
DTYPE = {"float": np.float32, "float16": np.float16, "double": np.float64,
         "int64": np.int64, "int32": np.int32, "int8": np.int8,
         "uint8": np.uint8, "bool": np.bool_}


def make_weights(path):
    """Files for the external weights that the model at PATH refers to, as
    nobody has them: small numbers, and zeros where integers are."""
    model = onnx.load(path, load_external_data=False)
    random = np.random.default_rng(1)
    for tensor in filter(uses_external_data, _get_all_tensors(model)):
        entry = {e.key: e.value for e in tensor.external_data}
        dtype = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type)
        if np.issubdtype(dtype, np.floating):
            values = random.normal(0, .05, list(tensor.dims)).astype(dtype)
        else:
            values = np.zeros(list(tensor.dims), dtype)
        file = os.path.join(os.path.dirname(path), entry["location"])
        with open(file, "r+b" if os.path.exists(file) else "wb") as f:
            f.seek(int(entry.get("offset", 0)))
            f.write(values.tobytes())


def options(level=LEVEL.ORT_ENABLE_ALL):
    o = onnxruntime.SessionOptions()
    o.log_severity_level = 4
    o.intra_op_num_threads = 1
    o.graph_optimization_level = level
    return o


def session(path, **kind):
    return onnxruntime.InferenceSession(
        path, options(**kind), providers=["CPUExecutionProvider"])


def inputs(s, free=2):
    """Random inputs, the same each time; FREE for a dimension without size."""
    random = np.random.default_rng(2)
    fed = {}
    for i in s.get_inputs():
        dtype = DTYPE[i.type[len("tensor("):-1]]
        shape = [d if isinstance(d, int) else free for d in i.shape]
        fed[i.name] = (random.normal(0, 1, shape).astype(dtype)
                       if np.issubdtype(dtype, np.floating)
                       else random.integers(0, 2, shape).astype(dtype))
    return fed


def outcome(path):
    """("runs", the outputs' bytes) or how it fails and why: to be compared."""
    try:
        s = session(path)
    except Exception as e:  # each of its errors is an exception of its own
        return "fails", reason(e, path)
    try:
        made = s.run(None, inputs(s))
    except Exception as e:
        return "loads, fails", reason(e, path)
    return "runs", b"".join(
        str((a.dtype, a.shape)).encode() + a.tobytes()
        for a in map(np.asarray, made))


def reason(e, path):
    """An error without what the file is called."""
    return f"{type(e).__name__}: {e}".replace(path, "FILE")
