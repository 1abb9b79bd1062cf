"""Data model of BoAmps as facts: names, types, enumerations and what must be there.

Transcribed from Boavizta/BoAmps, folder model: report_schema.json, algorithm_schema.json,
dataset_schema.json (its file formats left out) and hardware_schema.json as of 2025. The names of
measures are those of examples/energy-report-llm-inference.json there; their types and bounds are
those of db_model/schema/measure.py there, by which the project itself takes reports in.

The published schemas allow further names. Here they do not, so that a misspelt one is found.
"""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "number"}
_WHOLE: dict[str, Any] = {"type": "integer"}
_NOT_NEGATIVE: dict[str, Any] = {"type": "number", "minimum": 0}
_SHARE: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
# In the words of the schema: YYYY-MM-DD HH:MM:SS
_MOMENT: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$"}


def _one_of(*names: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}


def _table(required: str, **fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": required.split(),
        "additionalProperties": False,
    }


def _some(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": items}


PUBLISHER = _table(
    "confidentialityLevel",
    name=_TEXT,
    division=_TEXT,
    projectName=_TEXT,
    confidentialityLevel=_one_of("public", "internal", "confidential", "secret"),
    publicKey=_TEXT,
)
HEADER = _table(
    "reportDatetime",
    licensing=_TEXT,
    formatVersion=_TEXT,
    formatVersionSpecificationUri=_TEXT,
    reportId=_TEXT,
    reportDatetime=_MOMENT,
    reportStatus=_one_of("draft", "final", "corrective", "other"),
    publisher=PUBLISHER,
)
ALGORITHM = _table(
    "",
    trainingType=_TEXT,
    algorithmType=_TEXT,
    algorithmName=_TEXT,
    algorithmUri=_TEXT,
    foundationModelName=_TEXT,
    foundationModelUri=_TEXT,
    parametersNumber=_NUMBER,
    framework=_TEXT,
    frameworkVersion=_TEXT,
    classPath=_TEXT,
    layersNumber=_NUMBER,
    epochsNumber=_NUMBER,
    optimizer=_TEXT,
    quantization=_TEXT,
)
DATA_TYPES = (
    "tabular", "audio", "boolean", "image", "video", "object", "text", "token", "word", "other",
)  # fmt: skip
DATA_SET = _table(
    "dataUsage dataType",
    dataUsage=_one_of("input", "output"),
    dataType=_one_of(*DATA_TYPES),
    dataFormat=_TEXT,
    dataSize=_NUMBER,
    dataQuantity=_NUMBER,
    shape=_TEXT,
    source=_one_of("public", "private", "other"),
    sourceUri=_TEXT,
    owner=_TEXT,
)
TASK = _table(
    "taskStage taskFamily algorithms dataset",
    taskStage=_TEXT,
    taskFamily=_TEXT,
    nbRequest=_NUMBER,
    algorithms=_some(ALGORITHM),
    dataset=_some(DATA_SET),
    measuredAccuracy=_SHARE,
    estimatedAccuracy=_one_of("veryPoor", "poor", "average", "good", "veryGood"),
    taskDescription=_TEXT,
)
MEASURE = _table(
    "measurementMethod powerConsumption",
    measurementMethod=_TEXT,
    manufacturer=_TEXT,
    version=_TEXT,
    cpuTrackingMode=_TEXT,
    gpuTrackingMode=_TEXT,
    averageUtilizationCpu=_SHARE,
    averageUtilizationGpu=_SHARE,
    powerCalibrationMeasurement=_NOT_NEGATIVE,
    durationCalibrationMeasurement=_NOT_NEGATIVE,
    powerConsumption=_NUMBER,
    measurementDuration=_NOT_NEGATIVE,
    measurementDateTime=_MOMENT,
)
COMPONENT = _table(
    "componentType nbComponent",
    componentName=_TEXT,
    componentType=_TEXT,
    nbComponent=_WHOLE,
    memorySize=_WHOLE,
    manufacturer=_TEXT,
    family=_TEXT,
    series=_TEXT,
    share=_SHARE,
)
INFRASTRUCTURE = _table(
    "infraType components",
    infraType=_one_of("publicCloud", "privateCloud", "onPremise", "other"),
    cloudProvider=_TEXT,
    cloudInstance=_TEXT,
    cloudService=_TEXT,
    components=_some(COMPONENT),
)
ENVIRONMENT = _table(
    "country",
    country=_TEXT,
    latitude=_NUMBER,
    longitude=_NUMBER,
    location=_TEXT,
    powerSupplierType=_one_of("public", "private", "internal", "other"),
    powerSource=_one_of("solar", "wind", "nuclear", "hydroelectric", "gas", "coal", "other"),
    powerSourceCarbonIntensity=_NUMBER,
)
REPORT = _table(
    "task measures infrastructure",
    header=HEADER,
    task=TASK,
    measures=_some(MEASURE),
    system=_table("os", os=_TEXT, distribution=_TEXT, distributionVersion=_TEXT),
    software=_table("language", language=_TEXT, version=_TEXT),
    infrastructure=INFRASTRUCTURE,
    environment=ENVIRONMENT,
    quality=_one_of("high", "medium", "low"),
)
"""A whole report."""
