"""Names that are read by something else than the code of a project: servers, libraries, builders of web pages."""

_PREFIXES = (
    "OTEL_", "GUNICORN_", "UVICORN_", "HYPERCORN_", "GRANIAN_", "CELERY_", "FLOWER_", "PYTHON", "UV_", "PIP_",
    "PG", "POSTGRES_", "AWS_", "AZURE_", "GOOGLE_", "SENTRY_", "DD_", "NEW_RELIC_", "GDAL_", "CPL_", "VSI_", "PROJ_",
    "OMP_", "CUDA_", "NVIDIA_", "HF_", "TRANSFORMERS_", "TOKENIZERS_", "TORCH_", "RAY_", "FLASK_", "DJANGO_",
    "COMPOSE_", "DOCKER_", "NODE_", "NPM_", "NEXT_", "NEXTAUTH_", "NUXT_", "VITE_", "REACT_APP_", "VUE_APP_", "GIT_",
    "GITHUB_", "ACTIONS_", "CI_", "SSL_", "REQUESTS_", "CURL_", "LD_", "MALLOC_", "WATCHFILES_", "TRAEFIK_", "VIRTUAL_",
    "LETSENCRYPT_", "VLLM_", "TF_", "KERAS_", "JAX_", "XLA_", "NCCL_", "PYTORCH_", "NUMBA_", "MKL_", "OPENBLAS_",
    "KMP_", "GRPC_", "QT_", "MPL", "GRADIO_", "STREAMLIT_", "DASK_", "POLARS_",
    "TORCHDYNAMO_", "TORCHINDUCTOR_", "PYSPARK_", "SPARK_", "GTK_", "GDK_", "GI_", "GSK_", "GSETTINGS_", "FONTCONFIG_",
)  # fmt: skip
_NAMES = frozenset(
    "WEB_CONCURRENCY WORKERS_PER_CORE MAX_WORKERS FORWARDED_ALLOW_IPS RELOAD PORT HOST DOMAIN NLTK_DATA".split()
)


def read_by_others(name: str) -> bool:
    """Whether such a variable is well known to be read by something that is no source of this project."""
    return name.upper() in _NAMES or name.upper().startswith(_PREFIXES)
