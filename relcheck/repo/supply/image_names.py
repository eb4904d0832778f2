"""Images of other people: their variables are read by them, so nothing can be said about those."""

from typing import Final

THIRD_PARTY: Final = frozenset(
    "postgres postgresql postgis pgvector timescaledb mysql mariadb mongo mongodb redis valkey keydb"
    " memcached rabbitmq nats kafka zookeeper redpanda nginx traefik caddy haproxy envoy httpd minio"
    " elasticsearch opensearch kibana logstash solr meilisearch typesense qdrant weaviate milvus chroma"
    " neo4j clickhouse clickhouse-server influxdb cassandra couchdb prometheus grafana loki tempo jaeger"
    " all-in-one otel-collector opentelemetry-collector opentelemetry-collector-contrib alertmanager node-"
    " exporter cadvisor mailhog mailpit maildev mailcatcher smtp4dev adminer pgadmin4 pgadmin phpmyadmin"
    " redisinsight redis-commander mongo-express vault consul etcd keycloak authentik dex localstack"
    " azurite registry selenium chrome standalone-chrome browserless gotenberg tika ollama busybox alpine"
    " ubuntu debian node bash curl dozzle watchtower portainer certbot cloudflared ngrok tailscale"
    " pgbouncer flower emqx mosquitto kubectl python".split()
)


_FOUNDATIONS: Final = frozenset("alpine ubuntu debian node bash busybox curl python".split())
"""Images of other people that are made to put a program of one's own into."""


def base(image: str) -> str:
    """The last part of an image's name, without registry, owner, tag and digest."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0].strip().lower()


def foreign(image: str) -> bool:
    """Whether an image is a well-known one of somebody else."""
    return base(image) in THIRD_PARTY


def foreign_program(image: str) -> bool:
    """Whether an image is a program of somebody else, so that what is built on it is that program still."""
    return foreign(image) and base(image) not in _FOUNDATIONS
