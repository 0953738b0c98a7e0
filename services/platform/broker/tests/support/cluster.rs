//! A Redis Cluster of three primaries.

use super::{RedisServer, eventually, free_port};

/// Three primaries that share the slots.
pub struct RedisCluster {
    pub nodes: Vec<RedisServer>,
}

const SLOTS: [(u16, u16); 3] = [(0, 5460), (5461, 10922), (10923, 16383)];

impl RedisCluster {
    /// Starts the nodes, hands out the slots and waits until all agree.
    pub async fn start() -> Self {
        let mut nodes = Vec::new();
        for (first, last) in SLOTS {
            let bus = free_port().to_string();
            let options = ["--cluster-enabled", "yes", "--cluster-port", &bus, "--cluster-node-timeout", "2000"];
            let node = RedisServer::start(&options).await;
            let range = ["CLUSTER", "ADDSLOTSRANGE", &first.to_string(), &last.to_string()];
            node.command::<()>(&range).await.expect("slots are free");
            nodes.push((node, bus));
        }
        for (node, bus) in &nodes[1..] {
            let meet = ["CLUSTER", "MEET", "127.0.0.1", &node.port().to_string(), bus];
            nodes[0].0.command::<()>(&meet).await.expect("nodes meet");
        }
        let cluster = Self { nodes: nodes.into_iter().map(|(node, _)| node).collect() };
        for node in &cluster.nodes {
            eventually("the Cluster stands", || async {
                let slots: Vec<redis::Value> = node.command(&["CLUSTER", "SLOTS"]).await.ok()?;
                let info: String = node.command(&["CLUSTER", "INFO"]).await.ok()?;
                (info.contains("cluster_state:ok") && slots.len() == 3).then_some(())
            })
            .await;
        }
        cluster
    }

    pub fn url(&self) -> String {
        let hosts: Vec<_> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
        format!("redis-cluster://{}", hosts.join(","))
    }

    /// The node that owns a slot, and another one.
    pub async fn owner_and_other(&self, slot: u16) -> (&RedisServer, &RedisServer) {
        let slots: Vec<(u16, u16, (String, u16, String))> = {
            let ranges: Vec<Vec<redis::Value>> = self.nodes[0].command(&["CLUSTER", "SLOTS"]).await.unwrap();
            let range = |mut range: Vec<redis::Value>| {
                range.truncate(3);
                let node: Vec<redis::Value> = redis::from_redis_value(range.pop().unwrap()).unwrap();
                let mut node = node.into_iter();
                let mut text = || redis::from_redis_value::<String>(node.next().unwrap()).unwrap();
                let (host, port, id) = (text(), text().parse().unwrap(), text());
                let mut bound = || redis::from_redis_value::<u16>(range.pop().unwrap()).unwrap();
                let (last, first) = (bound(), bound());
                (first, last, (host, port, id))
            };
            ranges.into_iter().map(range).collect()
        };
        let owner = slots.iter().find(|(first, last, _)| (*first..=*last).contains(&slot)).expect("an owner");
        let is_owner = |node: &&RedisServer| node.port() == owner.2.1;
        let other = self.nodes.iter().find(|node| !is_owner(node)).expect("three nodes");
        (self.nodes.iter().find(is_owner).expect("one of ours"), other)
    }

    /// Moves a slot with all its keys to another node, as an operator would.
    pub async fn move_slot(&self, slot: u16) {
        let (from, to) = self.owner_and_other(slot).await;
        let id = async |node: &RedisServer| node.command::<String>(&["CLUSTER", "MYID"]).await.unwrap();
        let (from_id, to_id, slot) = (id(from).await, id(to).await, slot.to_string());
        to.command::<()>(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &from_id]).await.unwrap();
        from.command::<()>(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &to_id]).await.unwrap();
        loop {
            let keys: Vec<String> = from.command(&["CLUSTER", "GETKEYSINSLOT", &slot, "100"]).await.unwrap();
            if keys.is_empty() {
                break;
            }
            let port = to.port().to_string();
            let mut migrate = vec!["MIGRATE", "127.0.0.1", port.as_str(), "", "0", "5000", "KEYS"];
            migrate.extend(keys.iter().map(String::as_str));
            from.command::<()>(&migrate).await.unwrap();
        }
        for node in [to, from] {
            node.command::<()>(&["CLUSTER", "SETSLOT", &slot, "NODE", &to_id]).await.unwrap();
        }
    }
}
